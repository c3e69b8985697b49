#pragma once
// Vectors for SUNDIALS. Private to flow.
#include <nvector/nvector_serial.h>

#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Vectors of one length whose clones come out of memory that is had before SUNDIALS asks for them:
/// its N_VClone writes to what the clone of a vector returned, without asking whether there was
/// memory for it. A clone beyond the number is an ordinary one.
class VectorPool {
 public:
  /// Throws std::bad_alloc.
  VectorPool(Index length, std::size_t number, SUNContext context);
  VectorPool(const VectorPool&) = delete;
  VectorPool& operator=(const VectorPool&) = delete;
  ~VectorPool();

  /// A vector, to be destroyed by N_VDestroy before the pool; null if all are in use.
  N_Vector take();

 private:
  struct Content : _N_VectorContent_Serial {  // so that the operations of serial vectors read it
    VectorPool* pool;
  };
  static VectorPool& pool_of(N_Vector v);
  static N_Vector clone(N_Vector like);
  static void give_back(N_Vector v);
  void add(N_Vector like, SUNContext context);

  State numbers_;
  std::vector<Content> contents_;
  std::vector<N_Vector> all_, free_;
};

}  // namespace simclr_flow
