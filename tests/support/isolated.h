#ifndef LIBCONTAINER_TESTS_SUPPORT_ISOLATED_H_
#define LIBCONTAINER_TESTS_SUPPORT_ISOLATED_H_

#include <functional>
#include <string>

namespace libcontainer::testing {

// Runs `body` in a child process that has unshared the namespaces of `unshare_flags` (CLONE_NEWNS
// makes the mounts private, CLONE_NEWPID makes the body PID 1). A failed expectation or an
// exception in the body fails the calling test. 0 only forks. Needs root for any flag.
void RunIsolated(int unshare_flags, const std::function<void()>& body);

// A fresh directory below /tmp, removed with its content at the end (without crossing mounts).
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  const std::string& path() const { return path_; }
  // path() + "/" + name
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

void WriteFile(const std::string& path, const std::string& content);
std::string ReadFile(const std::string& path);

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SUPPORT_ISOLATED_H_
