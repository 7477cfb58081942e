"""A PostgreSQL that needs no installation: started in a folder, gone without a trace when the folder is."""
