"""The room of families: letters that let guardians in, their accounts and languages."""
