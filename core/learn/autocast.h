// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// bfloat16 where LibTorch deems it safe, float32 elsewhere, for one forward pass.
#include <ATen/autocast_mode.h>

namespace gatoscope {

/// bfloat16 autocast for as long as it lives.
class Autocast {
public:
    Autocast(bool on, at::DeviceType device) : on_(on), device_(device) {
        if (on_) {
            at::autocast::set_autocast_dtype(device_, at::kBFloat16);
            at::autocast::set_autocast_enabled(device_, true);
        }
    }
    ~Autocast() {
        if (on_) {
            at::autocast::set_autocast_enabled(device_, false);
            at::autocast::clear_cache();
        }
    }
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    bool on_;
    at::DeviceType device_;
};

} // namespace gatoscope
