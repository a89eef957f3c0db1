"""The parts of the API, each for either driver."""
