#ifndef LIBCONTAINER_TESTS_CGROUPS_UNIFIED_FIXTURE_H_
#define LIBCONTAINER_TESTS_CGROUPS_UNIFIED_FIXTURE_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "libcontainer/cgroups/cgroups.h"

namespace libcontainer::testing {

// A group of cgroup v2 directly below the root of its mount, with the controllers that can be had.
class UnifiedRoot : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  bool HasFile(const std::string& file) const;
  void Join(pid_t pid) const;
  void Set(const std::string& file, const std::string& value) const;
  std::string Get(const std::string& file) const;
  void Remove();
  std::string Dir() const { return location_.bases[0] + "/" + location_.path; }

  cgroups::Location location_;

 private:
  std::vector<std::string> enabled_;
};

}  // namespace libcontainer::testing

#endif  // LIBCONTAINER_TESTS_CGROUPS_UNIFIED_FIXTURE_H_
