#include "libcontainer/error.h"

#include <utility>

namespace libcontainer {
namespace {

std::string Describe(const std::string& operation, const std::string& object,
                     const std::string& step) {
  std::string text = step.empty() ? operation : step + ": " + operation;
  if (!object.empty()) text += " " + object;
  return text;
}

std::string Join(const std::vector<ConfigProblem>& problems) {
  std::string text;
  for (const ConfigProblem& problem : problems) {
    if (!text.empty()) text += "; ";
    if (!problem.key.empty()) text += problem.key + ": ";
    text += problem.message;
  }
  return text;
}

}  // namespace

Error::Error(int error, std::string operation, std::string object, std::string step)
    : std::system_error(error, std::system_category(), Describe(operation, object, step)),
      operation_(std::move(operation)),
      object_(std::move(object)),
      step_(std::move(step)) {}

ConfigError::ConfigError(std::vector<ConfigProblem> problems)
    : std::runtime_error(Join(problems)), problems_(std::move(problems)) {}

}  // namespace libcontainer
