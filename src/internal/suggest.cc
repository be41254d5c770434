#include "internal/suggest.h"

#include <algorithm>
#include <numeric>

namespace libcontainer::internal {
namespace {

constexpr size_t kMaxEdits = 2;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Levenshtein distance, by rows of its table.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (Lower(a[i]) == Lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
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
