"""The kinds of record a snapshot holds, each as a typed row."""
