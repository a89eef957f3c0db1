"""The SDK: `Odr` and `AsyncOdr` talk to an installation of ODR over HTTP."""
