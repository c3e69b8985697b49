#pragma once
// A ReducedHessian as a matrix of Eigen's iterative solvers. Private to study.
#include <Eigen/SparseCore>
#include <unsupported/Eigen/IterativeSolvers>

#include "simclr_flow/study/reduced_hessian.hpp"

namespace simclr_flow {
class HessianOperator;
}

template <>
struct Eigen::internal::traits<simclr_flow::HessianOperator>
    : Eigen::internal::traits<Eigen::SparseMatrix<double>> {};

namespace simclr_flow {

class HessianOperator : public Eigen::EigenBase<HessianOperator> {
 public:
  using Scalar = double;
  using RealScalar = double;
  using StorageIndex = int;
  enum {
    ColsAtCompileTime = Eigen::Dynamic,
    MaxColsAtCompileTime = Eigen::Dynamic,
    IsRowMajor = false
  };
  explicit HessianOperator(const ReducedHessian& hessian) : hessian_(&hessian) {}
  Index rows() const { return hessian_->size(); }
  Index cols() const { return hessian_->size(); }
  State apply(const State& u) const { return hessian_->apply(u); }
  template <class Rhs>
  Eigen::Product<HessianOperator, Rhs, Eigen::AliasFreeProduct> operator*(
      const Eigen::MatrixBase<Rhs>& u) const {
    return {*this, u.derived()};
  }

 private:
  const ReducedHessian* hessian_;
};

}  // namespace simclr_flow

template <class Rhs>
struct Eigen::internal::generic_product_impl<simclr_flow::HessianOperator, Rhs, Eigen::SparseShape,
                                             Eigen::DenseShape, Eigen::GemvProduct>
    : Eigen::internal::generic_product_impl_base<
          simclr_flow::HessianOperator, Rhs,
          Eigen::internal::generic_product_impl<simclr_flow::HessianOperator, Rhs>> {
  template <class Dest>
  static void scaleAndAddTo(Dest& out, const simclr_flow::HessianOperator& map, const Rhs& u,
                            double scale) {
    out += scale * map.apply(u);
  }
};
