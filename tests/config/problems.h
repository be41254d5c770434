#ifndef LIBCONTAINER_TESTS_CONFIG_PROBLEMS_H_
#define LIBCONTAINER_TESTS_CONFIG_PROBLEMS_H_

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "libcontainer/config.h"

namespace libcontainer {

inline void PrintTo(const ConfigProblem& problem, std::ostream* out) {
  *out << problem.key << ": " << problem.message;
}

namespace testing {

// What DecodeConfig finds wrong with `json`, or nothing.
inline std::vector<ConfigProblem> DecodeProblems(std::string_view json) {
  try {
    DecodeConfig(json, nullptr);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

inline std::vector<std::string> Warnings(std::string_view json) {
  std::vector<std::string> warnings;
  DecodeConfig(json, &warnings);
  return warnings;
}

// Keys of what Validate finds wrong.
inline std::vector<std::string> BadKeys(const Config& config) {
  std::vector<std::string> keys;
  try {
    Validate(config);
  } catch (const ConfigError& error) {
    for (const ConfigProblem& problem : error.problems()) keys.push_back(problem.key);
  }
  return keys;
}

// BadKeys of a configuration that is right but for `members`, members of its JSON object.
inline std::vector<std::string> BadKeysWith(const std::string& members) {
  return BadKeys(DecodeConfig(R"({"namespaces":{"NEWNS":true},)" + members + "}", nullptr));
}

// A configuration and the only key that is wrong in it; empty if none is.
struct ValidateRow {
  std::string members;
  std::string bad_key;
};

inline std::vector<std::string> Expected(const ValidateRow& row) {
  return row.bad_key.empty() ? std::vector<std::string>{} : std::vector{row.bad_key};
}

}  // namespace testing
}  // namespace libcontainer

#endif  // LIBCONTAINER_TESTS_CONFIG_PROBLEMS_H_
