#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "libcontainer/stats.h"

namespace libcontainer {
namespace {

TEST(StatsJson, NothingKnownGivesTheFourEmptyObjects) {
  EXPECT_EQ(ToJson(cgroups::Stats()),
            "{\n"
            "\t\"cpu_stats\": {\n"
            "\t\t\"cpu_usage\": {},\n"
            "\t\t\"throlling_data\": {}\n"
            "\t},\n"
            "\t\"memory_stats\": {},\n"
            "\t\"blkio_stats\": {},\n"
            "\t\"freezer_stats\": {}\n"
            "}");
}

TEST(StatsJson, InterfacesByName) {
  const std::string json =
      ToJson(cgroups::Stats(), {{{}, "lo"}, {{1, 2, 3, 4, 5, 6, 7, 8}, "eth0"}});
  const nlohmann::json network = nlohmann::json::parse(json).at("network");
  EXPECT_EQ(network.size(), 2U);
  EXPECT_EQ(network["eth0"], nlohmann::json::parse(R"({"rx_bytes":1,"rx_packets":2,"rx_errors":3,
      "rx_dropped":4,"tx_bytes":5,"tx_packets":6,"tx_errors":7,"tx_dropped":8})"));
  EXPECT_EQ(network["lo"]["tx_bytes"], 0);
}

TEST(StatsJson, KeysAndOrderAreTheOriginals) {
  cgroups::Stats stats;
  stats.cpu_stats.cpu_usage = {1, 2, 3, {4, 0}, 5, 6};
  stats.cpu_stats.throttling_data = {7, 8, 9};
  stats.memory_stats = {10, 11, {{"rss", 12}, {"cache", 0}}, 13};
  stats.blkio_stats = {
      {{8, 16, "Read", 14}}, {{8, 16, "Write", 15}}, {{1, 2, "Total", 16}}, {{1, 2, "", 17}}};
  stats.freezer_stats = {"0", "1"};
  EXPECT_EQ(ToJson(stats), R"({
	"cpu_stats": {
		"cpu_usage": {
			"percent_usage": 1,
			"current_usage": 2,
			"total_usage": 3,
			"percpu_usage": [
				4,
				0
			],
			"usage_in_kernelmode": 5,
			"usage_in_usermode": 6
		},
		"throlling_data": {
			"periods": 7,
			"throttled_periods": 8,
			"throttled_time": 9
		}
	},
	"memory_stats": {
		"usage": 10,
		"max_usage": 11,
		"stats": {
			"cache": 0,
			"rss": 12
		},
		"failcnt": 13
	},
	"blkio_stats": {
		"io_service_bytes_recursive": [
			{
				"major": 8,
				"minor": 16,
				"op": "Read",
				"value": 14
			}
		],
		"io_serviced_recusrive": [
			{
				"major": 8,
				"minor": 16,
				"op": "Write",
				"value": 15
			}
		],
		"io_queue_recursive": [
			{
				"major": 1,
				"minor": 2,
				"op": "Total",
				"value": 16
			}
		],
		"sectors_recursive": [
			{
				"major": 1,
				"minor": 2,
				"value": 17
			}
		]
	},
	"freezer_stats": {
		"parent_state": "0",
		"self_state": "1"
	}
})");
}

TEST(StatsJson, ZerosThatTheOriginalLeavesOutAreLeftOut) {
  cgroups::Stats stats;
  stats.cpu_stats.cpu_usage = {0, 0, 0, {}, 0, 0};
  stats.cpu_stats.throttling_data = {0, 0, 0};
  stats.memory_stats = {0, 0, {}, 0};
  stats.blkio_stats.sectors_recursive = {{}};
  EXPECT_EQ(ToJson(stats), R"({
	"cpu_stats": {
		"cpu_usage": {
			"usage_in_kernelmode": 0,
			"usage_in_usermode": 0
		},
		"throlling_data": {}
	},
	"memory_stats": {
		"failcnt": 0
	},
	"blkio_stats": {
		"sectors_recursive": [
			{}
		]
	},
	"freezer_stats": {}
})");
}

TEST(StatsJson, FurtherPartsFollowWithTheirZeros) {
  cgroups::Stats stats;
  stats.pids_stats = {0, 0};
  stats.pressure.cpu = {cgroups::PressureTimes{0.12, 0, 100, 3}, std::nullopt};
  stats.pressure.io = {std::nullopt, cgroups::PressureTimes()};
  stats.memory_events = {0, 0, 1, 2, 3};
  const std::string text = ToJson(stats);
  const std::string tail = R"(
	"freezer_stats": {},
	"pids_stats": {
		"current": 0,
		"limit": 0
	},
	"pressure": {
		"cpu": {
			"some": {
				"avg10": 0.12,
				"avg60": 0,
				"avg300": 100,
				"total": 3
			}
		},
		"io": {
			"full": {
				"avg10": 0,
				"avg60": 0,
				"avg300": 0,
				"total": 0
			}
		}
	},
	"memory_events": {
		"low": 0,
		"high": 0,
		"max": 1,
		"oom": 2,
		"oom_kill": 3
	}
})";
  EXPECT_TRUE(text.ends_with(tail)) << text;
}

TEST(StatsJson, TextIsJsonWhateverTheKernelNames) {
  cgroups::Stats stats;
  stats.memory_stats.stats = {{"a\"\n\xFF", UINT64_MAX}};
  const auto parsed = nlohmann::json::parse(ToJson(stats));
  EXPECT_EQ(parsed["memory_stats"]["stats"]["a\"\n\xEF\xBF\xBD"], UINT64_MAX);
}

}  // namespace
}  // namespace libcontainer
