"""Run by pvpython: what ParaView reads of files, into arrays FILE:BLOCK:FRAME:NAME of read.npz. Its arguments are the
files."""
import sys

import numpy as np
from paraview import servermanager, simple
from vtkmodules.util.numpy_support import vtk_to_numpy


def blocks(data, name):
    """The grids of what was read, each with its name."""
    if not data.IsA("vtkMultiBlockDataSet"):
        return [(name, data)]
    return [found for k in range(data.GetNumberOfBlocks())
            for found in blocks(data.GetBlock(k), data.GetMetaData(k).Get(data.NAME()))]


def arrays_of(grid):
    found = {"position": vtk_to_numpy(grid.GetPoints().GetData()), "cells": grid.GetNumberOfCells()}
    for attributes in (grid.GetPointData(), grid.GetFieldData()):
        found |= {attributes.GetArrayName(k): vtk_to_numpy(attributes.GetArray(k))
                  for k in range(attributes.GetNumberOfArrays())}
    return found


read = {}
for file in sys.argv[1:]:
    xdmf = file.endswith(".xdmf")
    reader = simple.XDMFReader(FileNames=[file]) if xdmf else simple.OpenDataFile(file)
    times = list(reader.TimestepValues) if xdmf else []
    read[f"{file}:times"] = np.array(times)
    for frame, time in enumerate(times or [0.0]):
        reader.UpdatePipeline(time)
        for block, grid in blocks(servermanager.Fetch(reader), ""):
            read |= {f"{file}:{block}:{frame}:{name}": one for name, one in arrays_of(grid).items()}
np.savez("read.npz", **read)
