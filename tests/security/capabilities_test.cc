#include "libcontainer/security/capabilities.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "libcontainer/error.h"
#include "support/isolated.h"

namespace libcontainer::security::capabilities {
namespace {

using testing::RunIsolated;

struct Sets {
  uint64_t effective = 0;
  uint64_t permitted = 0;
  uint64_t inheritable = 0;
  uint64_t bounding = 0;
  uint64_t ambient = 0;
};

// Read without the code under test.
Sets CurrentSets() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  ::syscall(SYS_capget, &header, data.data());
  Sets sets;
  sets.effective = data[0].effective | static_cast<uint64_t>(data[1].effective) << 32;
  sets.permitted = data[0].permitted | static_cast<uint64_t>(data[1].permitted) << 32;
  sets.inheritable = data[0].inheritable | static_cast<uint64_t>(data[1].inheritable) << 32;
  for (int i = 0; i < 64; ++i) {
    if (::prctl(PR_CAPBSET_READ, i) == 1) sets.bounding |= 1ULL << i;
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1) sets.ambient |= 1ULL << i;
  }
  return sets;
}

constexpr uint64_t kChownAndKill = 1ULL << CAP_CHOWN | 1ULL << CAP_KILL;

template <class Function>
int ErrorOf(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.error();
  }
  return 0;
}

TEST(SecurityCapabilities, NamesWithAndWithoutPrefix) {
  EXPECT_EQ(GetCapability("NET_ADMIN")->value, CAP_NET_ADMIN);
  EXPECT_EQ(GetCapability("CAP_NET_ADMIN")->value, CAP_NET_ADMIN);
  EXPECT_STREQ(GetCapability("CAP_BPF")->key, "BPF");
  for (const char* name : {"", "CAP_", "chown", "NET_ADMINN", "CAP_CAP_CHOWN", "CHOWN "}) {
    EXPECT_FALSE(GetCapability(name)) << name;
  }
}

TEST(SecurityCapabilities, HazardS1_TableIsCompleteAndByNumber) {
  const std::vector<std::string> names = GetAllCapabilities();
  ASSERT_EQ(names.size(), static_cast<size_t>(CAP_CHECKPOINT_RESTORE) + 1);
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(GetCapability(names[i])->value, static_cast<int>(i)) << names[i];
  }
}

TEST(SecurityCapabilities, HazardS1_NothingAboveTheOldTableIsKept) {
  RunIsolated(0, [] {
    DropBoundingSet({"CHOWN", "KILL"});
    DropCapabilities({"CHOWN", "KILL"});
    const Sets sets = CurrentSets();
    EXPECT_EQ(sets.bounding, kChownAndKill);
    EXPECT_EQ(sets.permitted, kChownAndKill);
    EXPECT_EQ(sets.effective, kChownAndKill);
  });
}

TEST(SecurityCapabilities, HazardS2_InheritableAndAmbientAreEmpty) {
  RunIsolated(0, [] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    ::syscall(SYS_capget, &header, data.data());
    data[0].inheritable = 1U << CAP_CHOWN;
    ASSERT_EQ(::syscall(SYS_capset, &header, data.data()), 0);
    ASSERT_EQ(::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHOWN, 0, 0), 0);
    DropCapabilities({"CHOWN"});
    EXPECT_EQ(CurrentSets().inheritable, 0U);
    EXPECT_EQ(CurrentSets().ambient, 0U);
  });
}

TEST(SecurityCapabilities, HazardS2_UnknownNameIsAnError) {
  RunIsolated(0, [] {
    const uint64_t before = CurrentSets().bounding;
    EXPECT_EQ(ErrorOf([] { DropBoundingSet({"CHOWN", "NET_ADMINN"}); }), EINVAL);
    EXPECT_EQ(ErrorOf([] { DropCapabilities({"NET_ADMINN"}); }), EINVAL);
    EXPECT_EQ(CurrentSets().bounding, before);
  });
}

TEST(SecurityCapabilities, HazardS2_BoundingSetThatCannotBeDroppedIsAnError) {
  RunIsolated(0, [] {
    DropCapabilities({"CHOWN"});
    EXPECT_EQ(ErrorOf([] { DropBoundingSet({"CHOWN"}); }), EPERM);
  });
}

TEST(SecurityCapabilities, CapabilityThatIsNotThereCannotBeKept) {
  RunIsolated(0, [] {
    DropCapabilities({"CHOWN"});
    try {
      DropCapabilities({"CHOWN", "KILL"});
      ADD_FAILURE() << "kept what was not there";
    } catch (const Error& error) {
      EXPECT_EQ(error.error(), EPERM);
      EXPECT_EQ(error.object(), "KILL");
    }
    EXPECT_EQ(CurrentSets().permitted, 1ULL << CAP_CHOWN) << "a refusal changes nothing";
  });
}

TEST(SecurityCapabilities, HazardS1_HighestCapabilityCanBeKept) {
  RunIsolated(0, [] {
    DropBoundingSet({"CAP_CHECKPOINT_RESTORE"});
    DropCapabilities({"CAP_CHECKPOINT_RESTORE"});
    const Sets sets = CurrentSets();
    EXPECT_EQ(sets.bounding, 1ULL << CAP_CHECKPOINT_RESTORE);
    EXPECT_EQ(sets.permitted, 1ULL << CAP_CHECKPOINT_RESTORE);
    EXPECT_EQ(sets.effective, 1ULL << CAP_CHECKPOINT_RESTORE);
  });
}

TEST(SecurityCapabilities, EmptyListDropsAll) {
  RunIsolated(0, [] {
    DropBoundingSet({});
    DropCapabilities({});
    EXPECT_EQ(CurrentSets().permitted | CurrentSets().bounding, 0U);
  });
}

TEST(SecurityCapabilities, HazardP19_WorksInAnyThread) {
  RunIsolated(0, [] {
    std::thread([] {
      DropCapabilities({"CHOWN", "KILL"});
      EXPECT_EQ(CurrentSets().effective, kChownAndKill);
    }).join();
    EXPECT_NE(CurrentSets().effective, kChownAndKill) << "the other thread keeps its own";
  });
}

}  // namespace
}  // namespace libcontainer::security::capabilities
