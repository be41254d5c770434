#ifndef LIBCONTAINER_ERROR_H_
#define LIBCONTAINER_ERROR_H_

#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace libcontainer {

// A system call that failed: its errno, what was being done and on which object. what() reads
// "step: operation object: reason", for example
// "set up mount namespace: bind /srv/data on /data: Permission denied".
class Error : public std::system_error {
 public:
  // `error` is an errno value. `step` is the step of SPEC section 4 in which a start or a join
  // failed, and empty elsewhere.
  Error(int error, std::string operation, std::string object, std::string step = {});

  // The parts of what().
  int error() const { return code().value(); }
  const std::string& operation() const { return operation_; }
  const std::string& object() const { return object_; }
  const std::string& step() const { return step_; }

 private:
  std::string operation_;
  std::string object_;
  std::string step_;
};

// One thing that is wrong with a configuration: the key path, as "networks[1].address", and what
// would be right. `key` is empty for a document that is not JSON at all.
struct ConfigProblem {
  std::string key;      // empty: not JSON
  std::string message;  // what would be right
  bool operator==(const ConfigProblem&) const = default;
};

// A configuration that cannot be used. Holds every problem found, in the order of the keys; what()
// joins them with "; ".
class ConfigError : public std::runtime_error {
 public:
  // With at least one problem.
  explicit ConfigError(std::vector<ConfigProblem> problems);
  // Every problem, in the order of the keys.
  const std::vector<ConfigProblem>& problems() const { return problems_; }

 private:
  std::vector<ConfigProblem> problems_;
};

}  // namespace libcontainer

#endif  // LIBCONTAINER_ERROR_H_
