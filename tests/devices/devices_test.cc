#include "libcontainer/devices/devices.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "libcontainer/error.h"

namespace libcontainer::devices {
namespace {

std::vector<std::string> Rules(const std::vector<Device>& devices) {
  std::vector<std::string> rules;
  for (const Device& device : devices) rules.push_back(GetCgroupAllowString(device));
  return rules;
}

std::vector<std::string> Paths(const std::vector<Device>& devices) {
  std::vector<std::string> paths;
  for (const Device& device : devices) paths.push_back(device.path);
  return paths;
}

TEST(Devices, NumbersAreDecimalAndTheWildcardIsAStar) {
  EXPECT_EQ(GetDeviceNumberString(0), "0");
  EXPECT_EQ(GetDeviceNumberString(1048575), "1048575");
  EXPECT_EQ(GetDeviceNumberString(kWildcard), "*");
}

TEST(Devices, CgroupRuleHasTheFormOfTheKernel) {
  const Device any_block = {
      .type = 'b', .major_number = 8, .minor_number = kWildcard, .cgroup_permissions = "rm"};
  EXPECT_EQ(GetCgroupAllowString(any_block), "b 8:* rm");
  const Device null = {
      .type = 'c', .major_number = 1, .minor_number = 3, .cgroup_permissions = "rwm"};
  EXPECT_EQ(GetCgroupAllowString(null), "c 1:3 rwm");
}

TEST(Devices, GetDeviceDescribesANode) {
  const Device null = GetDevice("/dev/null", "rw");
  EXPECT_EQ(null.type, 'c');
  EXPECT_EQ(null.path, "/dev/null");
  EXPECT_EQ(null.major_number, 1);
  EXPECT_EQ(null.minor_number, 3);
  EXPECT_EQ(null.cgroup_permissions, "rw");
  EXPECT_EQ(null.file_mode, 0666U);
}

TEST(Devices, GetDeviceRefusesWhatIsNoNode) {
  // A link to a node is not a node.
  for (const std::string path : {"/dev", "/proc/self/status", "/proc/self/exe"}) {
    try {
      GetDevice(path, "rwm");
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), ENODEV);
      EXPECT_EQ(error.object(), path);
    }
  }
  try {
    GetDevice("/dev/libcontainer-missing", "rwm");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.error(), ENOENT);
  }
}

TEST(Devices, SimpleDevicesAreTheSixEveryContainerGets) {
  EXPECT_EQ(Paths(DefaultSimpleDevices()),
            (std::vector<std::string>{"/dev/null", "/dev/zero", "/dev/full", "/dev/tty",
                                      "/dev/urandom", "/dev/random"}));
  for (const Device& device : DefaultSimpleDevices()) {
    EXPECT_EQ(device.file_mode, 0666U) << device.path;
  }
}

// The numbers are those of the running kernel.
TEST(Devices, SimpleDevicesHaveTheNumbersOfTheHost) {
  for (const Device& device : DefaultSimpleDevices()) {
    const Device host = GetDevice(device.path, "rwm");
    EXPECT_EQ(GetCgroupAllowString(host), GetCgroupAllowString(device)) << device.path;
  }
}

TEST(Devices, HazardM17_DefaultRulesAllowNoHostConsoleTerminalOrTun) {
  std::vector<std::string> rules = Rules(DefaultAllowedDevices());
  std::sort(rules.begin(), rules.end());
  EXPECT_EQ(rules, (std::vector<std::string>{"b *:* m", "c *:* m", "c 136:* rwm", "c 1:3 rwm",
                                             "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm",
                                             "c 5:0 rwm", "c 5:2 rwm"}));
}

TEST(Devices, AutoCreatedDevicesAddFuseWithoutAllowingIt) {
  const std::vector<Device>& created = DefaultAutoCreatedDevices();
  EXPECT_EQ(created.size(), DefaultSimpleDevices().size() + 1);
  const std::vector<std::string> paths = Paths(created);
  EXPECT_NE(std::find(paths.begin(), paths.end(), "/dev/fuse"), paths.end());
  const std::vector<std::string> rules = Rules(DefaultAllowedDevices());
  EXPECT_EQ(std::find(rules.begin(), rules.end(), "c 10:229 rwm"), rules.end());
}

}  // namespace
}  // namespace libcontainer::devices
