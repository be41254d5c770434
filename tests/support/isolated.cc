#include "support/isolated.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>

#ifdef LIBCONTAINER_COVERAGE
extern "C" {
#include <gcov.h>  // does not say so itself
}
#endif

namespace libcontainer::testing {
namespace {

[[noreturn]] void RunBody(const std::function<void()>& body) {
  int status = 0;
  try {
    body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "exception in isolated body: %s\n", error.what());
    status = 1;
  }
  if (::testing::Test::HasFailure()) status = 1;
  std::fflush(nullptr);
#ifdef LIBCONTAINER_COVERAGE
  ::__gcov_dump();  // _exit(2) writes no counts
#endif
  ::_exit(status);
}

int WaitFor(pid_t pid) {
  int status = -1;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

void RunIsolated(int unshare_flags, const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  ASSERT_GE(pid, 0);
  if (pid == 0) {
    if (::unshare(unshare_flags) != 0 ||
        ((unshare_flags & CLONE_NEWNS) != 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)) {
      std::perror("isolate test");
      ::_exit(2);
    }
    if ((unshare_flags & CLONE_NEWPID) == 0) RunBody(body);
    const pid_t inner = ::fork();
    if (inner == 0) RunBody(body);
    ::_exit(WaitFor(inner) == 0 ? 0 : 1);
  }
  EXPECT_EQ(WaitFor(pid), 0) << "the isolated body failed";
}

TempDir::TempDir() {
  char name[] = "/tmp/libcontainer-test-XXXXXX";
  if (::mkdtemp(name) == nullptr) std::abort();
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string ReadFile(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

}  // namespace libcontainer::testing
