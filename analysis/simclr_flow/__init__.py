"""Reads simclr-flow trajectories (HDF5, schema 1.0) and draws them.

All quantities are dimensionless: times are those of the gradient flow, angles are in radians.
"""
