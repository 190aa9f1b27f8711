"""PostgreSQL as this product asks it; a database backend, as Django's setting `ENGINE` names it."""
