// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Attention of one run, on demand: rows, columns, blocks; never the whole layers x heads x tokens x tokens cube.
#include <cstddef>
#include <span>
#include <vector>

#include "core/base/grid.h"

namespace gatoscope {

/// Indices count from the first token of the run's window. Rows are queries, columns are keys; a_ij = 0 for j > i.
/// Const and thread-safe; every call is plain serial code and cheap enough for hover (spec/attention.md 4).
class AttentionSource {
public:
    virtual ~AttentionSource() = default;
    virtual int layers() const = 0;
    virtual int heads() const = 0;
    virtual std::size_t tokens() const = 0;
    virtual int headWidth() const = 0;
    virtual std::size_t bytes() const = 0; // memory held

    /// a[query, 0..query] into out[0..tokens); the rest is 0.
    virtual void row(int layer, int head, std::size_t query, std::span<float> out) const = 0;
    /// a[i, key] for every i into out[0..tokens); 0 for i < key.
    virtual void column(int layer, int head, std::size_t key, std::span<float> out) const = 0;
    /// a[queryBegin.., keyBegin..] of the size of `out`.
    virtual void block(int layer, int head, std::size_t queryBegin, std::size_t keyBegin, Grid& out) const = 0;

    virtual float logSumExp(int layer, int head, std::size_t query) const = 0;
    /// The value vector of a key: [headWidth].
    virtual std::vector<float> value(int layer, int head, std::size_t key) const = 0;
    /// sum_j weights[j] v_j over the first keys: [headWidth].
    virtual std::vector<double> mixedValues(int layer, int head, std::span<const float> weights) const = 0;
    /// The largest component, by size, of all the head's value vectors.
    virtual float largestValue(int layer, int head) const = 0;
    /// ||v_j W_O|| of every key, W_O the head's rows of the output projection: [tokens] (spec/attention.md 3.6).
    virtual std::span<const float> valueNorms(int layer, int head) const = 0;
    /// The head's output at a query as the forward pass computed it: [headWidth]. For the self-check.
    virtual std::vector<float> headOutput(int layer, int head, std::size_t query) const = 0;
};

} // namespace gatoscope
