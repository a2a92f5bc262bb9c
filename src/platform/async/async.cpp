// The room is headers only.
