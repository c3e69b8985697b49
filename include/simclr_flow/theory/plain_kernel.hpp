#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A kernel k by its formula, at one temperature and values of its parameters; s = |z - z'|^2/2.
/// Shares no code with kernel_sum/.
class PlainKernel {
 public:
  virtual ~PlainKernel() = default;
  virtual long double log_k(long double s) const = 0;
  virtual long double pull(long double s) const = 0;  ///< -d(log k)/ds; 0 at s = 0 if it has none
  virtual bool has_pole() const { return false; }     ///< log k is infinite at s = 0
  virtual bool has_kink() const { return false; }     ///< its pull is infinite there, log k is not
  /// Whether it falls as a mixture of exp(-s/t): completely monotone in s, as theorems on sharp
  /// configurations ask for (of a pair energy, its derivative).
  virtual bool is_completely_monotone() const { return false; }
  /// Whether what pairs add to the energy is log k itself.
  virtual bool is_pair_energy() const { return false; }

  /// k_j = k(s_j)/k(least) and pull_j = pull(s_j) of n numbers s_j >= least, in doubles: what one
  /// row of a sum over pairs takes. Relative errors: of k_j row_error (1 + |log k_j|), of pull_j
  /// row_error. A kernel that does not override it is taken number by number in long double.
  virtual void row(const double* s, Index n, double least, double* k, double* pull) const;
  static constexpr double row_error = 2e-15;
};

using MakePlainKernel =
    std::function<std::unique_ptr<const PlainKernel>(double temperature, const Parameters&)>;

/// The kernel of this name, with a value for every parameter. Throws std::invalid_argument for a
/// name that theory does not know.
std::unique_ptr<const PlainKernel> plain_kernel(std::string_view name, double temperature,
                                                const Parameters& parameters = {});
bool has_plain_kernel(std::string_view name);

/// Tells theory the formula of a program's own kernel, before anything is judged. Throws
/// std::invalid_argument for a name that is taken or empty, or without a function.
void add_plain_kernel(std::string name, MakePlainKernel make);

}  // namespace simclr_flow::theory
