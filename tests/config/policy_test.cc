#include "libcontainer/policy.h"

#include <gtest/gtest.h>

#include "libcontainer/error.h"
#include "policy_parse.h"

namespace libcontainer {
namespace {

using internal::CapabilityNames;
using internal::ParseNamespaceId;
using Strings = std::vector<std::string>;

TEST(Policy, CapabilityNames) {
  EXPECT_EQ(CapabilityNames("0000000000000000"), Strings{});
  EXPECT_EQ(CapabilityNames("0000000000000021"), (Strings{"CHOWN", "KILL"}));
  EXPECT_EQ(CapabilityNames("8000000000000000"), Strings{"63"});
  EXPECT_EQ(CapabilityNames(""), std::nullopt);
  EXPECT_EQ(CapabilityNames("0x1"), std::nullopt);
  EXPECT_EQ(CapabilityNames("10000000000000000"), std::nullopt);
}

TEST(Policy, NamespaceIds) {
  EXPECT_EQ(ParseNamespaceId("net:[4026531840]"), 4026531840U);
  for (const char* link : {"", "net", "net:[]", "net:[x]", "net:[1", "net:[-1]"}) {
    EXPECT_EQ(ParseNamespaceId(link), std::nullopt) << link;
  }
}

TEST(Policy, IdMappings) {
  const std::vector<IdMapping> expected = {{0, 100000, 65536}, {70000, 5, 1}};
  EXPECT_EQ(internal::ParseIdMappings("         0     100000      65536\n  70000 5 1\n"), expected);
  for (const char* text : {"0 1\n", "0 1 2 3\n", "0 x 1\n", "0 1 99999999999999999999\n"}) {
    EXPECT_THROW(internal::ParseIdMappings(text), Error) << text;
  }
}

TEST(Policy, Status) {
  const std::string status =
      "Name:\tCapEff:\tx\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000021\n"
      "CapEff:\t0000000000000001\nCapBnd:\t0000000000000020\nCapAmb:\t0000000000000000\n"
      "NoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n";
  EffectivePolicy policy;
  internal::AddStatus(status, policy);
  EXPECT_EQ(policy.capabilities, (CapabilitySets{{"CHOWN"}, {"CHOWN", "KILL"}, {}, {"KILL"}, {}}));
  EXPECT_TRUE(policy.no_new_privileges);
  EXPECT_EQ(policy.seccomp, "filter");
  EXPECT_THROW(internal::AddStatus("Name:\tx\n", policy), Error);
}

TEST(Policy, MountsByTheirUppermost) {
  const std::vector<internal::MountInfo> mounts = {
      {0, "/", "/", "ext4", "/dev/root", "rw", "rw"},
      {0, "/", "/data", "ext4", "/dev/root", "rw", "ro,nosuid"},
      {0, "/", "/data", "tmpfs", "tmpfs", "rw", "rw"},
      {0, "/", "/iso", "iso9660", "/dev/sr0", "ro", "rw"},
      {0, "/null", "/proc/kcore", "devtmpfs", "udev", "rw", "rw"},
      {0, "/null", "/dev/null", "devtmpfs", "udev", "rw", "rw"},
      {0, "/", "/sys/firmware", "tmpfs", "tmpfs", "ro,mode=755,nr_inodes=1", "ro,nosuid"},
      {0, "/", "/sys", "sysfs", "sysfs", "rw", "ro"}};
  EffectivePolicy policy;
  internal::AddMounts(mounts, policy);
  EXPECT_EQ(policy.masked_paths, (Strings{"/proc/kcore", "/sys/firmware"}));
  EXPECT_EQ(policy.readonly_paths, (Strings{"/iso", "/sys"}));
}

TEST(Policy, JsonLeavesOutWhatIsNotEnabled) {
  EffectivePolicy policy;
  policy.pid = 7;
  policy.seccomp = "disabled";
  policy.namespaces["net"] = {5, true};
  policy.capabilities.effective = {"CHOWN"};
  policy.cgroups["pids.max"] = "max";
  EXPECT_EQ(
      ToJson(policy),
      "{\n\t\"pid\": 7,\n\t\"namespaces\": {\n\t\t\"net\": {\n\t\t\t\"id\": 5,\n\t\t\t\"shared\": "
      "true\n\t\t}\n\t},\n\t\"capabilities\": {\n\t\t\"effective\": [\n\t\t\t\"CHOWN\"\n\t\t],"
      "\n\t\t\"permitted\": [],\n\t\t\"inheritable\": [],\n\t\t\"bounding\": [],\n\t\t\"ambient\": "
      "[]\n\t},\n\t\"no_new_privileges\": false,\n\t\"seccomp\": \"disabled\",\n\t\"cgroups\": "
      "{\n\t\t\"pids.max\": \"max\"\n\t},\n\t\"readonly_paths\": [],\n\t\"masked_paths\": []\n}");
  policy.apparmor = {"docker-default", "enforce"};
  policy.selinux = "u:r:t:s0";
  const std::string labelled = ToJson(policy);
  EXPECT_NE(labelled.find("\"apparmor_profile\": \"docker-default\""), std::string::npos);
  EXPECT_NE(labelled.find("\"selinux_context\": \"u:r:t:s0\""), std::string::npos);
}

}  // namespace
}  // namespace libcontainer
