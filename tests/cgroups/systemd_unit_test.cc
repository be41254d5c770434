#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "../../cgroups/systemd/unit.h"
#include "libcontainer/error.h"

namespace libcontainer::cgroups::systemd {
namespace {

constexpr uint64_t kInfinity = std::numeric_limits<uint64_t>::max();

template <class Call>
int ErrnoOf(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

Cgroup Container() {
  Cgroup cgroup;
  cgroup.name = "box";
  cgroup.parent = "docker";
  return cgroup;
}

std::optional<Value> PropertyOf(const Cgroup& cgroup, Layout layout, const std::string& name) {
  for (const Property& property : Properties(cgroup, 42, layout)) {
    if (property.name == name) return property.value;
  }
  return std::nullopt;
}

std::optional<uint64_t> NumberOf(const Cgroup& cgroup, Layout layout, const std::string& name) {
  const std::optional<Value> value = PropertyOf(cgroup, layout, name);
  if (!value) return std::nullopt;
  return std::get<uint64_t>(*value);
}

TEST(CgroupsSystemdUnit, HazardC20_NamesAreEscaped) {
  struct Row {
    std::string parent, name, unit;
  };
  const std::vector<Row> rows = {
      {"docker", "box", "docker-box.scope"},
      {"docker", "my-box", R"(docker-my\x2dbox.scope)"},
      {"a/b", "c", "a-b-c.scope"},
      {"docker", "a b", R"(docker-a\x20b.scope)"},
      {"docker", "x'y\\z", R"(docker-x\x27y\x5cz.scope)"},
      {"docker", "\xc3\xa4", R"(docker-\xc3\xa4.scope)"},
      {"docker", ".hidden", R"(docker-\x2ehidden.scope)"},
      {"docker", "a_b:c.d@e", R"(docker-a_b:c.d\x40e.scope)"},
      {"", "box", "libcontainer-box.scope"},
      {"", "init", "libcontainer-init.scope"},
  };
  for (const Row& row : rows) {
    Cgroup cgroup;
    cgroup.parent = row.parent;
    cgroup.name = row.name;
    EXPECT_EQ(UnitName(cgroup), row.unit);
  }
}

TEST(CgroupsSystemdUnit, NamesThatAreNoPathComponentsAreRefused) {
  Cgroup cgroup = Container();
  for (const char* const name : {"", ".", "..", "a/b", "a\nb"}) {
    cgroup.name = name;
    EXPECT_EQ(ErrnoOf([&] { UnitName(cgroup); }), EINVAL) << name;
  }
  cgroup.name = std::string(250, 'x');
  EXPECT_EQ(ErrnoOf([&] { UnitName(cgroup); }), ENAMETOOLONG);
}

TEST(CgroupsSystemdUnit, SlicesAreNestedByTheirDashes) {
  EXPECT_EQ(SlicePath("system.slice"), "system.slice");
  EXPECT_EQ(SlicePath("a-b.slice"), "a.slice/a-b.slice");
  EXPECT_EQ(SlicePath("a-b-c.slice"), "a.slice/a-b.slice/a-b-c.slice");
  EXPECT_EQ(SlicePath(R"(a\x2db.slice)"), R"(a\x2db.slice)");
  EXPECT_EQ(SlicePath("-.slice"), "");
}

TEST(CgroupsSystemdUnit, OtherSlicesAreRefused) {
  for (const char* const slice : {"", ".slice", "a", "a.scope", "-a.slice", "a-.slice",
                                  "a--b.slice", "a/b.slice", "../a.slice", "a b.slice"}) {
    EXPECT_EQ(ErrnoOf([&] { SlicePath(slice); }), EINVAL) << slice;
  }
}

TEST(CgroupsSystemdUnit, ProcessorListsBecomeBitmaps) {
  EXPECT_EQ(CpuBitmap("0"), (std::vector<uint8_t>{1}));
  EXPECT_EQ(CpuBitmap("0-1,4"), (std::vector<uint8_t>{0x13}));
  EXPECT_EQ(CpuBitmap("7-8"), (std::vector<uint8_t>{0x80, 1}));
  EXPECT_EQ(CpuBitmap("16"), (std::vector<uint8_t>{0, 0, 1}));
}

TEST(CgroupsSystemdUnit, OtherProcessorListsAreRefused) {
  for (const char* const list :
       {"", ",", "0,", "a", "1-", "-1", "3-1", "0 1", "8192", "0-4294967295", "99999999999"}) {
    EXPECT_EQ(ErrnoOf([&] { CpuBitmap(list); }), EINVAL) << list;
  }
}

TEST(CgroupsSystemdUnit, ScopesAreDelegatedAndHoldTheProcess) {
  const std::vector<Property> properties = Properties(Container(), 42, Layout::kUnified);
  const std::vector<Property> expected = {
      {"Description", std::string("libcontainer container box")},
      {"Slice", std::string("system.slice")},
      {"PIDs", std::vector<uint32_t>{42}},
      {"Delegate", true},
      {"DefaultDependencies", false},
  };
  for (const Property& property : expected) {
    EXPECT_NE(std::find(properties.begin(), properties.end(), property), properties.end())
        << property.name;
  }
}

TEST(CgroupsSystemdUnit, HazardC19_LimitsHaveTheNamesOfTheLayout) {
  Cgroup cgroup = Container();
  cgroup.memory = 64 << 20;
  cgroup.memory_reservation = 32 << 20;
  cgroup.cpu_shares = 1024;
  cgroup.blkio_weight = 500;
  cgroup.pids_limit = 10;
  struct Row {
    Layout layout;
    const char* name;
    std::optional<uint64_t> value;
  };
  const std::vector<Row> rows = {
      {Layout::kV1, "MemoryLimit", 64 << 20},
      {Layout::kV1, "CPUShares", 1024},
      {Layout::kV1, "BlockIOWeight", 500},
      {Layout::kV1, "TasksMax", 10},
      {Layout::kV1, "MemoryMax", std::nullopt},
      {Layout::kV1, "CPUWeight", std::nullopt},
      {Layout::kUnified, "MemoryMax", 64 << 20},
      {Layout::kUnified, "MemoryLow", 32 << 20},
      {Layout::kUnified, "MemorySwapMax", 64 << 20},
      {Layout::kUnified, "CPUWeight", 39},
      {Layout::kUnified, "IOWeight", 4950},
      {Layout::kUnified, "TasksMax", 10},
      {Layout::kUnified, "MemoryLimit", std::nullopt},
      {Layout::kUnified, "CPUShares", std::nullopt},
  };
  for (const Row& row : rows)
    EXPECT_EQ(NumberOf(cgroup, row.layout, row.name), row.value) << row.name;
}

TEST(CgroupsSystemdUnit, SwapIsCountedWithoutMemory) {
  struct Row {
    int64_t memory, swap;
    std::optional<uint64_t> value;
  };
  for (const Row& row : std::vector<Row>{{100, 300, 200},
                                         {100, 100, 0},
                                         {100, 0, 100},
                                         {100, -1, kInfinity},
                                         {0, 0, std::nullopt}}) {
    Cgroup cgroup = Container();
    cgroup.memory = row.memory;
    cgroup.memory_swap = row.swap;
    EXPECT_EQ(NumberOf(cgroup, Layout::kUnified, "MemorySwapMax"), row.value) << row.swap;
  }
  Cgroup cgroup = Container();
  cgroup.memory = 100;
  cgroup.memory_swap = 50;
  EXPECT_EQ(ErrnoOf([&] { Properties(cgroup, 42, Layout::kUnified); }), EINVAL);
}

TEST(CgroupsSystemdUnit, HazardC17_QuotaIsTimeASecond) {
  struct Row {
    int64_t quota, period;
    std::optional<uint64_t> value;
  };
  for (const Row& row : std::vector<Row>{{50000, 100000, 500000},
                                         {50000, 0, 500000},
                                         {200000, 100000, 2000000},
                                         {1000, 100000, 10000},
                                         {33333, 100000, 340000},
                                         {1, 1000000, 10000},
                                         {-1, 100000, kInfinity},
                                         {std::numeric_limits<int64_t>::max(), 1000, kInfinity},
                                         {0, 100000, std::nullopt}}) {
    Cgroup cgroup = Container();
    cgroup.cpu_quota = row.quota;
    cgroup.cpu_period = row.period;
    EXPECT_EQ(NumberOf(cgroup, Layout::kUnified, "CPUQuotaPerSecUSec"), row.value) << row.quota;
  }
}

TEST(CgroupsSystemdUnit, DeviceRulesAreSpecifiers) {
  Cgroup cgroup = Container();
  cgroup.allowed_devices = {
      {.type = 'c', .major_number = 1, .minor_number = 3, .cgroup_permissions = "rwm"},
      {.type = 'b', .major_number = 8, .minor_number = 0, .cgroup_permissions = "r"},
      {.type = 'c', .major_number = 136, .minor_number = -1, .cgroup_permissions = "rw"},
      {.type = 'c', .major_number = -1, .minor_number = -1, .cgroup_permissions = "m"},
      {.type = 'b', .major_number = -1, .minor_number = -1, .cgroup_permissions = "m"},
  };
  const StringPairs expected = {{"/dev/char/1:3", "rwm"},
                                {"/dev/block/8:0", "r"},
                                {"char-136", "rw"},
                                {"char-*", "m"},
                                {"block-*", "m"}};
  EXPECT_EQ(PropertyOf(cgroup, Layout::kUnified, "DeviceAllow"), Value(expected));
  EXPECT_EQ(PropertyOf(cgroup, Layout::kUnified, "DevicePolicy"), Value(std::string("strict")));
}

TEST(CgroupsSystemdUnit, WithoutRulesAllDevicesAreDenied) {
  EXPECT_EQ(PropertyOf(Container(), Layout::kUnified, "DevicePolicy"),
            Value(std::string("strict")));
  Cgroup cgroup = Container();
  cgroup.allow_all_devices = true;
  EXPECT_EQ(PropertyOf(cgroup, Layout::kUnified, "DevicePolicy"), std::nullopt);
}

TEST(CgroupsSystemdUnit, RuleForAMinorOfAnyMajorCannotBeExpressed) {
  Cgroup cgroup = Container();
  cgroup.allowed_devices = {
      {.type = 'c', .major_number = -1, .minor_number = 3, .cgroup_permissions = "r"}};
  EXPECT_EQ(ErrnoOf([&] { Properties(cgroup, 42, Layout::kUnified); }), EOPNOTSUPP);
}

}  // namespace
}  // namespace libcontainer::cgroups::systemd
