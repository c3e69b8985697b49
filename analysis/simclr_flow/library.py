"""The program's library in this process: the module _library, which is built by choice."""

try:
    from . import _library as library
except ImportError as error:
    raise ImportError(
        "the bindings of simclr_flow are not built, or for another Python: cmake -B build/python "
        "-DCMAKE_BUILD_TYPE=Release -DSIMCLR_FLOW_PYTHON=ON && cmake --build build/python --target simclr_flow_python "
        f"in the folder of the project; then install the package again, if it was ({error})") from error

InputError = library.InputError
StorageError = library.StorageError
