"""One module for each command or group of commands: it parses, calls one use case of ``planning`` and prints."""
