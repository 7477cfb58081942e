-- create_database --
-- The database everything is kept in; run once, in single-user mode, while a new cluster is made.
CREATE DATABASE lifecycle;
