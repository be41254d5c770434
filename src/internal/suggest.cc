#include "internal/suggest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace libcontainer::internal {
namespace {

constexpr size_t kMaxEdits = 2;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Letters to insert, remove, replace, or exchange with their neighbour: the distance of Damerau and
// Levenshtein, by the last three rows of its table.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before;
  std::vector<size_t> above;
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  const auto equal = [&](size_t i, size_t j) { return Lower(a[i]) == Lower(b[j]); };
  for (size_t i = 0; i < a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = above[j] + (equal(i, j) ? 0 : 1);
      row[j + 1] = std::min({replaced, row[j] + 1, above[j + 1] + 1});
      if (i > 0 && j > 0 && equal(i, j - 1) && equal(i - 1, j)) {
        row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
      }
    }
  }
  return row[b.size()];
}

bool LengthsAreClose(std::string_view a, std::string_view b) {
  return std::max(a.size(), b.size()) - std::min(a.size(), b.size()) <= kMaxEdits;
}

}  // namespace

std::string Suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* closest = nullptr;
  size_t least = kMaxEdits + 1;
  for (const std::string& candidate : candidates) {
    if (!LengthsAreClose(word, candidate)) continue;
    const size_t edits = EditDistance(word, candidate);
    if (edits < least && edits <= candidate.size() / 3) {
      least = edits;
      closest = &candidate;
    }
  }
  return closest == nullptr ? "" : " (did you mean \"" + *closest + "\"?)";
}

}  // namespace libcontainer::internal
