"""The command line's verbs, one file each. Each has ``add_arguments(parser)`` and ``run(arguments) -> exit code``."""
