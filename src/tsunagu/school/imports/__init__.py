"""Files from outside: everything is read and every fault told before anything is written."""
