#include "libcontainer/policy.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "libcontainer/error.h"
#include "support/container.h"

namespace libcontainer::testing {
namespace {

using nlohmann::json;

bool Has(const json& list, const char* text) { return std::ranges::count(list, text) > 0; }

class NsinitPolicy : public ContainerTest {
 protected:
  // What `nsinit state --policy` says of a waiting container.
  json PolicyOfWaiting() {
    Child child(ExecArgs({"/bin/cat"}), rootfs());
    EXPECT_TRUE(Eventually([&] { return GetState(rootfs()).has_value(); }));
    const Outcome outcome = Nsinit({"state", "--policy"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    child.input.reset();
    EXPECT_EQ(child.Wait(), 0);
    return json::parse(outcome.out);
  }
};

TEST_F(NsinitPolicy, SaysWhatTheKernelEnforces) {
  config["no_new_privileges"] = true;
  config["restrict_sys"] = true;
  config["capabilities"] = {"CHOWN", "KILL"};
  config["namespaces"].erase("NEWNET");
  config.erase("networks");
  config["cgroups"]["pids_limit"] = 77;
  config["readonly_paths"] = {"/etc"};
  config["mask_paths"] = {"/etc/group", "/root"};
  const json policy = PolicyOfWaiting();
  EXPECT_EQ(policy["capabilities"]["effective"], (json{"CHOWN", "KILL"}));
  EXPECT_EQ(policy["capabilities"]["bounding"], (json{"CHOWN", "KILL"}));
  EXPECT_EQ(policy["capabilities"]["inheritable"], json::array());
  EXPECT_EQ(policy["no_new_privileges"], true);
  EXPECT_EQ(policy["seccomp"], "disabled");
  EXPECT_EQ(policy["cgroups"]["pids.max"], "77");
  EXPECT_EQ(policy["namespaces"]["net"]["shared"], true);
  EXPECT_EQ(policy["namespaces"]["pid"]["shared"], false);
  EXPECT_EQ(policy["namespaces"]["mnt"]["shared"], false);
  for (const char* path : {"/sys", "/proc/sys", "/etc"}) {
    EXPECT_TRUE(Has(policy["readonly_paths"], path)) << path << policy.dump();
  }
  for (const char* path : {"/etc/group", "/root"}) {
    EXPECT_TRUE(Has(policy["masked_paths"], path)) << path << policy.dump();
  }
}

TEST_F(NsinitPolicy, SaysWhatWasNotAskedForToo) {
  config["restrict_sys"] = false;
  config["capabilities"] = json::array();
  const json policy = PolicyOfWaiting();
  EXPECT_EQ(policy["capabilities"]["permitted"], json::array());
  EXPECT_EQ(policy["no_new_privileges"], false);
  EXPECT_EQ(policy["masked_paths"], json::array());
  EXPECT_FALSE(Has(policy["readonly_paths"], "/"));
}

TEST_F(NsinitPolicy, NoContainerIsAnError) {
  const Outcome outcome = Nsinit({"state", "--policy"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  State ended{::getpid(), "1"};
  try {
    GetEffectivePolicy(ended);
    FAIL() << "another process of that pid";
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ESRCH);
  }
}

}  // namespace
}  // namespace libcontainer::testing
