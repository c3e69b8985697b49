#include "vector_pool.hpp"

#include <new>

namespace simclr_flow {
namespace {

N_Vector or_no_memory(N_Vector v) {
  if (!v) throw std::bad_alloc();
  return v;
}

}  // namespace

VectorPool::VectorPool(Index length, std::size_t number, SUNContext context)
    : numbers_(length * static_cast<Index>(number)) {
  contents_.reserve(number);
  all_.reserve(number);
  free_.reserve(number);
  const N_Vector like = or_no_memory(N_VNewEmpty_Serial(length, context));
  try {
    while (all_.size() < number) add(like, context);
  } catch (...) {
    N_VDestroy(like);
    for (const N_Vector v : all_) N_VFreeEmpty(v);
    throw;
  }
  N_VDestroy(like);
  free_ = all_;
}

VectorPool::~VectorPool() {
  for (const N_Vector v : all_) N_VFreeEmpty(v);
}

void VectorPool::add(N_Vector like, SUNContext context) {
  const N_Vector v = or_no_memory(N_VNewEmpty(context));
  all_.push_back(v);
  if (N_VCopyOps(like, v) != 0) throw std::bad_alloc();
  v->ops->nvclone = clone;
  v->ops->nvdestroy = give_back;
  const sunindextype length = N_VGetLength(like);
  double* const data = numbers_.data() + length * std::ssize(contents_);
  v->content = &contents_.emplace_back(Content{{length, SUNFALSE, data}, this});
}

N_Vector VectorPool::take() {
  if (free_.empty()) return nullptr;
  const N_Vector v = free_.back();
  free_.pop_back();
  return v;
}

VectorPool& VectorPool::pool_of(N_Vector v) { return *static_cast<Content*>(v->content)->pool; }

N_Vector VectorPool::clone(N_Vector like) {
  if (const N_Vector v = pool_of(like).take()) return v;
  const N_Vector v = N_VClone_Serial(like);
  if (!v) return nullptr;
  v->ops->nvclone = N_VClone_Serial;
  v->ops->nvdestroy = N_VDestroy_Serial;
  return v;
}

void VectorPool::give_back(N_Vector v) { pool_of(v).free_.push_back(v); }

}  // namespace simclr_flow
