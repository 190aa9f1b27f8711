"""What differs by municipality and by date: loaded, checked, and kept once in force."""
