#ifndef LIBCONTAINER_SRC_INTERNAL_SUGGEST_H_
#define LIBCONTAINER_SRC_INTERNAL_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace libcontainer::internal {

// ` (did you mean "memory"?)` with the candidate closest to `word`, case aside: at most two edits
// (two neighbours exchanged are one), and at most a third of its letters. Empty if none is that close.
std::string Suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace libcontainer::internal

#endif  // LIBCONTAINER_SRC_INTERNAL_SUGGEST_H_
