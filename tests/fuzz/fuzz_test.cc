// A short run of every fuzz target: the inputs of its corpus, and changes of them that are the same in
// each run. scripts/fuzz looks further.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "support/isolated.h"

#define TARGET(name) extern "C" int Fuzz_##name(const uint8_t* data, size_t size);
FUZZ_TARGETS
#undef TARGET

namespace libcontainer::testing {
namespace {

struct Target {
  const char* name;
  int (*run)(const uint8_t* data, size_t size);
};
#define TARGET(name) {#name, Fuzz_##name},
constexpr Target kTargets[] = {FUZZ_TARGETS};
#undef TARGET

void Feed(const Target& target, const std::string& input) {
  // A copy of exactly that size, so that a read beyond its end is seen.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  target.run(bytes.data(), bytes.size());
}

// Cuts out, repeats or changes something.
std::string Changed(std::string input, std::mt19937& random) {
  const auto below = [&random](size_t end) { return random() % end; };
  for (size_t changes = 1 + below(4); changes > 0 && !input.empty(); --changes) {
    const size_t at = below(input.size());
    switch (below(4)) {
      case 0:
        input.erase(at, 1 + below(8));
        break;
      case 1:
        input.insert(at, input.substr(below(input.size()), 1 + below(16)));
        break;
      case 2:
        input[at] = static_cast<char>(below(256));
        break;
      default:
        input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
    }
  }
  return input;
}

class FuzzTarget : public ::testing::TestWithParam<Target> {};

TEST_P(FuzzTarget, WithstandsItsCorpusAndChangesOfIt) {
  constexpr int kChanges = 300;
  std::mt19937 random;  // NOLINT(cert-msc51-cpp): the same numbers each time
  int inputs = 0;
  for (const auto& file : std::filesystem::directory_iterator(SOURCE_DIR "/tests/fuzz/corpus/" +
                                                              std::string(GetParam().name))) {
    const std::string input = ReadFile(file.path());
    Feed(GetParam(), input);
    for (int i = 0; i < kChanges; ++i) Feed(GetParam(), Changed(input, random));
    ++inputs;
  }
  EXPECT_GE(inputs, 3);
}

INSTANTIATE_TEST_SUITE_P(All, FuzzTarget, ::testing::ValuesIn(kTargets),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace libcontainer::testing
