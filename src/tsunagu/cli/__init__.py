"""The `tsunagu` command: one file a subcommand."""
