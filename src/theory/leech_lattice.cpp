#include "leech_lattice.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

namespace simclr_flow::theory {
namespace {

using Word = std::uint32_t;

bool has_bit(Word word, std::size_t i) { return (word >> i & 1) != 0; }

void add_fours(std::vector<LeechVector>& all) {
  for (std::size_t i = 0; i < 24; ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (const int a : {4, -4})
        for (const int b : {4, -4}) {
          LeechVector v{};
          v[i] = a;
          v[j] = b;
          all.push_back(v);
        }
}

/// On one octad: signs by the bits of a number, the last of them even.
void add_twos(std::vector<LeechVector>& all, Word octad) {
  for (Word signs = 0; signs < 1U << 8; ++signs) {
    if (std::popcount(signs) % 2 == 1) continue;
    LeechVector v{};
    std::size_t place = 0;
    for (std::size_t i = 0; i < 24; ++i)
      if (has_bit(octad, i)) v[i] = has_bit(signs, place++) ? -2 : 2;
    all.push_back(v);
  }
}

void add_threes(std::vector<LeechVector>& all, Word turned) {
  for (std::size_t three = 0; three < 24; ++three) {
    LeechVector v{};
    for (std::size_t i = 0; i < 24; ++i)
      v[i] = (i == three ? -3 : 1) * (has_bit(turned, i) ? -1 : 1);
    all.push_back(v);
  }
}

using Matrix = std::vector<std::vector<std::int64_t>>;

std::int64_t determinant(const Matrix& m) {
  if (m.empty()) return 1;
  std::int64_t sum = 0;
  for (std::size_t column = 0; column < m.size(); ++column) {
    Matrix minor(m.begin() + 1, m.end());
    for (auto& row : minor) row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
    sum += (column % 2 == 0 ? 1 : -1) * m[0][column] * determinant(minor);
  }
  return sum;
}

LeechVector fours_at(std::size_t i, std::size_t j) {
  LeechVector v{};
  v[i] = v[j] = 4;
  return v;
}

/// (5, 1^23), 5 there: |v|^2 = 48.
LeechVector five_at(std::size_t i) {
  LeechVector v;
  v.fill(1);
  v[i] = 5;
  return v;
}

}  // namespace

std::vector<std::uint32_t> golay_code() {
  constexpr Word generator = 0xAE3;
  std::vector<Word> words;
  for (Word choice = 0; choice < 1U << 12; ++choice) {
    Word word = 0;
    for (std::size_t k = 0; k < 12; ++k)
      if (has_bit(choice, k)) word ^= generator << k;
    if (std::popcount(word) % 2 == 1) word |= Word{1} << 23;
    words.push_back(word);
  }
  return words;
}

std::vector<LeechVector> minimal_vectors() {
  std::vector<LeechVector> all;
  all.reserve(196'560);
  add_fours(all);
  for (const Word word : golay_code()) {
    if (std::popcount(word) == 8) add_twos(all, word);
    add_threes(all, word);
  }
  return all;
}

std::vector<LeechVector> LeechCode::vectors() const {
  std::vector<LeechVector> found = minimal_vectors();
  std::erase_if(found, [this](const LeechVector& v) {
    for (std::size_t k = 0; k < bases.size(); ++k)
      if (dot(v, bases[k]) != products[k]) return true;
    return false;
  });
  return found;
}

// det [[G, p], [p^T, x]] = det G (x - p^T G^{-1} p)
std::int64_t LeechCode::numerator(int product) const {
  Matrix bordered;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    std::vector<std::int64_t> row;
    for (const LeechVector& base : bases) row.push_back(dot(bases[i], base));
    row.push_back(products[i]);
    bordered.push_back(row);
  }
  bordered.emplace_back(products.begin(), products.end()).push_back(product);
  return determinant(bordered);
}

LeechCode leech_code(Index points) {
  const LeechVector five = five_at(0), first = fours_at(0, 1), second = fours_at(0, 2);
  switch (points) {
    case 196'560:
      return {};
    case 4600:
      return {{first}, {16}};
    case 891:
      return {{first, second}, {16, 16}};
    case 552:
      return {{five}, {24}};
    case 275:
      return {{five, first}, {24, 16}};
    case 162:
      return {{five, first, second}, {24, 16, 16}};
    case 112:
      return {{five, first, second}, {24, 16, 8}};
    case 100:
      return {{five, five_at(1)}, {24, 24}};
    default:
      throw std::invalid_argument("no code of the Leech lattice has " + std::to_string(points));
  }
}

}  // namespace simclr_flow::theory
