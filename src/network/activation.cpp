#include "simclr_flow/network/activation.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

void leaky_relu(const Points& u, double slope, Points& s, Points* s1, Points* s2) {
  s = (u.array() > 0).select(u.array(), slope * u.array());
  if (s1) *s1 = (u.array() > 0).select(Points::Ones(u.rows(), u.cols()), slope);
  if (s2) s2->setZero(u.rows(), u.cols());
}

void relu(const Points& u, double, Points& s, Points* s1, Points* s2) {
  leaky_relu(u, 0, s, s1, s2);
}

void tanh(const Points& u, double, Points& s, Points* s1, Points* s2) {
  s = u.array().tanh();
  if (s1) *s1 = 1 - s.array().square();
  if (s2) *s2 = -2 * s.array() * (1 - s.array().square());
}

void erf(const Points& u, double, Points& s, Points* s1, Points* s2) {
  s = u.unaryExpr([](double x) { return std::erf(x); });
  const double scale = 2 * std::numbers::inv_sqrtpi;
  if (s1) *s1 = scale * (-u.array().square()).exp();
  if (s2) *s2 = -2 * scale * u.array() * (-u.array().square()).exp();
}

constexpr std::array table{
    Activation{"relu", false, relu},
    Activation{"leaky_relu", false, leaky_relu},
    Activation{"tanh", true, tanh},
    Activation{"erf", true, erf},
};

}  // namespace

std::span<const Activation> activations() { return table; }

}  // namespace simclr_flow
