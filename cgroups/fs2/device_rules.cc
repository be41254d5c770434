#include "device_rules.h"

#include <algorithm>
#include <cerrno>

#include "libcontainer/error.h"

namespace libcontainer::cgroups::fs2 {
namespace {

constexpr uint32_t kAny = ~0U;

uint32_t TypeOf(const devices::Device& device) {
  if (device.type == 'b') return BPF_DEVCG_DEV_BLOCK;
  if (device.type == 'c') return BPF_DEVCG_DEV_CHAR;
  throw Error(EINVAL, "make device rule for type", std::to_string(device.type));
}

uint32_t AccessOf(const devices::Device& device) {
  uint32_t access = 0;
  for (const char letter : device.cgroup_permissions) {
    if (letter == 'r') {
      access |= BPF_DEVCG_ACC_READ;
    } else if (letter == 'w') {
      access |= BPF_DEVCG_ACC_WRITE;
    } else if (letter == 'm') {
      access |= BPF_DEVCG_ACC_MKNOD;
    } else {
      throw Error(EINVAL, "make device rule with permissions", device.cgroup_permissions);
    }
  }
  return access;
}

uint32_t NumberOf(int64_t number) {
  return number == devices::kWildcard ? kAny : static_cast<uint32_t>(number);
}

// Registers of the program.
enum : uint8_t { kResult = BPF_REG_0, kScratch = BPF_REG_1, kType, kAccess, kMajor, kMinor };

constexpr uint8_t kLoad32 = BPF_LDX | BPF_MEM | BPF_W;

bpf_insn Insn(uint8_t code, uint8_t destination, uint8_t source, int16_t offset, uint32_t value) {
  return {code, static_cast<uint8_t>(destination & 0xf), static_cast<uint8_t>(source & 0xf), offset,
          static_cast<int32_t>(value)};
}

bpf_insn Alu(uint8_t operation, uint8_t destination, uint32_t value) {
  return Insn(BPF_ALU | operation | BPF_K, destination, 0, 0, value);
}

bpf_insn MoveRegister(uint8_t destination, uint8_t source) {
  return Insn(BPF_ALU | BPF_MOV | BPF_X, destination, source, 0, 0);
}

// The jump goes to the end of the block; see Link.
bpf_insn LeaveBlockIf(uint8_t comparison, uint8_t reg, uint32_t value) {
  return Insn(BPF_JMP32 | comparison | BPF_K, reg, 0, 0, value);
}

void Return(uint32_t value, std::vector<bpf_insn>& program) {
  program.push_back(Alu(BPF_MOV, kResult, value));
  program.push_back(Insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

// Lets the conditional jumps of the block that begins at `begin` go behind it.
void Link(size_t begin, std::vector<bpf_insn>& program) {
  for (size_t i = begin; i < program.size(); ++i) {
    if ((program[i].code & 0x07) == BPF_JMP32) {
      program[i].off = static_cast<int16_t>(program.size() - i - 1);
    }
  }
}

// bpf_cgroup_dev_ctx: the access in the upper half of the first word, the type in the lower.
void LoadContext(std::vector<bpf_insn>& program) {
  program.push_back(Insn(kLoad32, kType, kScratch, offsetof(bpf_cgroup_dev_ctx, access_type), 0));
  program.push_back(MoveRegister(kAccess, kType));
  program.push_back(Alu(BPF_RSH, kAccess, 16));
  program.push_back(Alu(BPF_AND, kType, 0xffff));
  program.push_back(Insn(kLoad32, kMajor, kScratch, offsetof(bpf_cgroup_dev_ctx, major), 0));
  program.push_back(Insn(kLoad32, kMinor, kScratch, offsetof(bpf_cgroup_dev_ctx, minor), 0));
}

}  // namespace

void DeviceRules::SetAll(Verdict verdict) {
  all_ = verdict;
  exceptions_.clear();
}

void DeviceRules::Set(Verdict verdict, const devices::Device& device) {
  const Exception rule = {TypeOf(device), NumberOf(device.major_number),
                          NumberOf(device.minor_number), AccessOf(device)};
  const auto same =
      std::find_if(exceptions_.begin(), exceptions_.end(), [&](const Exception& other) {
        return other.type == rule.type && other.major == rule.major && other.minor == rule.minor;
      });
  const bool known = same != exceptions_.end();
  if (verdict != all_) {
    if (known) {
      same->access |= rule.access;
    } else {
      exceptions_.push_back(rule);
    }
  } else if (known) {
    same->access &= ~rule.access;
    if (same->access == 0) exceptions_.erase(same);
  }
}

std::vector<bpf_insn> DeviceRules::Program() const {
  const uint32_t otherwise = all_ == Verdict::kAllow ? 1 : 0;
  std::vector<bpf_insn> program;
  LoadContext(program);
  for (const Exception& exception : exceptions_) {
    const size_t begin = program.size();
    program.push_back(LeaveBlockIf(BPF_JNE, kType, exception.type));
    program.push_back(MoveRegister(kScratch, kAccess));
    if (all_ == Verdict::kDeny) {
      program.push_back(Alu(BPF_AND, kScratch, ~exception.access));
      program.push_back(LeaveBlockIf(BPF_JNE, kScratch, 0));
    } else {
      program.push_back(Alu(BPF_AND, kScratch, exception.access));
      program.push_back(LeaveBlockIf(BPF_JEQ, kScratch, 0));
    }
    if (exception.major != kAny) {
      program.push_back(LeaveBlockIf(BPF_JNE, kMajor, exception.major));
    }
    if (exception.minor != kAny) {
      program.push_back(LeaveBlockIf(BPF_JNE, kMinor, exception.minor));
    }
    Return(1 - otherwise, program);
    Link(begin, program);
  }
  Return(otherwise, program);
  return program;
}

}  // namespace libcontainer::cgroups::fs2
