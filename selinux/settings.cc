#include "settings.h"

#include "internal/files.h"

namespace libcontainer::selinux {
namespace {

std::string_view Trim(std::string_view text, std::string_view what) {
  const size_t begin = text.find_first_not_of(what);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

}  // namespace

std::optional<std::string> ParseSetting(std::string_view text, std::string_view key) {
  constexpr std::string_view kSpace = " \t\r";
  std::optional<std::string> value;
  for (std::string_view line : internal::Split(text, '\n')) {
    line = Trim(line, kSpace);
    const size_t equals = line.find('=');
    if (line.starts_with('#') || line.starts_with(';') || equals == std::string_view::npos)
      continue;
    if (Trim(line.substr(0, equals), kSpace) != key) continue;
    value = Trim(Trim(line.substr(equals + 1), kSpace), "\"");
  }
  return value;
}

}  // namespace libcontainer::selinux
