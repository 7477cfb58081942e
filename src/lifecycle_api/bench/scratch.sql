-- make --
-- Names of databases cannot be parameters; this one is made up here.
CREATE DATABASE {name} TEMPLATE template0;

-- drop --
-- Whoever is still connected has to go.
DROP DATABASE {name} WITH (FORCE);
