"""The door: nothing enters the data unchecked, and every fault of a file is named at once."""
