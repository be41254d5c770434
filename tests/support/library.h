#ifndef LIBCONTAINER_TESTS_SUPPORT_LIBRARY_H_
#define LIBCONTAINER_TESTS_SUPPORT_LIBRARY_H_

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "libcontainer/namespaces/exec.h"
#include "support/container.h"

namespace libcontainer::testing {

// The library as a program uses it, in the process of the test.
class LibraryTest : public ContainerTest {
 protected:
  Config Decode() { return DecodeConfig(config.dump(), nullptr); }
  // Reads and writes nothing; what the container reports as an error is shown.
  std::unique_ptr<namespaces::Terminal> Terminal() {
    return namespaces::NewTerminal(null_.get(), null_.get(), STDERR_FILENO, false);
  }
  namespaces::StartOptions Options(const std::vector<std::string>& args) {
    namespaces::StartOptions options;
    options.rootfs = rootfs();
    options.args = args;
    return options;
  }

 private:
  UniqueFd null_{::open("/dev/null", O_RDWR | O_CLOEXEC)};
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_SUPPORT_LIBRARY_H_
