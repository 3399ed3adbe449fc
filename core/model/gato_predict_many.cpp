// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions in many windows by one pass over all of them (evaluation).
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/model/gato_policy.h"
#include "core/model/window_pack.h"

namespace gatoscope {

namespace {

constexpr std::size_t tokensOfPass = 8192;        // tokens of one pass
constexpr std::size_t scoresOfPass = 64UL << 20;  // attention scores, where they are held
constexpr std::int64_t logitsTogether = 16 << 20; // numbers of one table of logits
constexpr std::size_t keptLegal = 8192;           // as predictionOf keeps them

/// A token to predict: its window, its place among that window's, the row of its logits in the flat states.
struct Wanted {
    const WindowRun* run = nullptr;
    std::size_t token = 0;
    std::int64_t row = 0;
    Prediction* out = nullptr;
};

/// Legal sets are made once per pass: those of texts are long to make.
class BatchLegalSets {
public:
    const LegalSet& of(const TokenSequence& sequence, std::size_t token) {
        const Kind kind = sequence.kind(token);
        const bool text = kind == Kind::Text || kind == Kind::TextAction;
        const Token t = text ? Token{} : sequence.at(token);
        const Key key{text ? static_cast<const void*>(sequence.text().get()) : &sequence, kind, t.channel, t.element};
        const auto found = sets_.find(key);
        return found != sets_.end() ? found->second : sets_.emplace(key, legalSet(sequence, token)).first->second;
    }

private:
    using Key = std::tuple<const void*, Kind, std::int32_t, std::int32_t>;
    std::map<Key, LegalSet> sets_;
};

/// Rows of logits [rows, V], their weights exp(logit - greatest), and the sums [rows, 1] of these in double.
struct Table {
    at::Tensor logits, top, weight, sum;

    explicit Table(const at::Tensor& rows)
        : logits(rows), top(rows.amax(1, true)), weight((rows - top).exp_()), sum(weight.sum(1, true, at::kDouble)) {}
    /// log p [rows] of one id of each row, on the CPU.
    at::Tensor logP(const std::vector<std::int64_t>& ids) const {
        const at::Tensor own = logits.gather(1, at::tensor(ids, at::kLong).to(logits.device()).unsqueeze(1));
        return (own.to(at::kDouble) - top - sum.log()).view({-1}).to(at::kCPU);
    }
};

/// Most probable legal id, illegal mass and, where they are few, the probabilities of the legal ids.
void addLegal(const Table& table, const LegalSet& legal, const std::vector<std::int64_t>& rows,
              std::span<Wanted> wanted) {
    const std::int64_t vocab = table.logits.size(1);
    const bool whole = static_cast<std::int64_t>(rows.size()) == table.logits.size(0);
    const at::Tensor index = at::tensor(rows, at::kLong).to(table.logits.device());
    const at::Tensor sum = whole ? table.sum : table.sum.index_select(0, index);
    at::Tensor mass = at::zeros_like(sum);
    std::vector<float> highest(rows.size(), -INFINITY);
    for (const auto& [begin, end] : legal.ranges) {
        if (begin >= vocab || begin >= end)
            continue;
        const auto cut = [&](const at::Tensor& of) {
            const at::Tensor part = of.slice(1, begin, std::min<std::int64_t>(end, vocab));
            return whole ? part : part.index_select(0, index);
        };
        const auto [most, where] = cut(table.logits).max(1);
        const at::Tensor best = most.to(at::kCPU), place = where.to(at::kCPU), weight = cut(table.weight);
        mass += weight.sum(1, true, at::kDouble);
        const at::Tensor kept =
            legal.size() <= keptLegal ? (weight / sum).to(at::kCPU, at::kFloat).contiguous() : at::Tensor();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Prediction& out = *wanted[static_cast<std::size_t>(rows[i])].out;
            if (best.const_data_ptr<float>()[i] > highest[i]) {
                highest[i] = best.const_data_ptr<float>()[i];
                out.predictedId = begin + static_cast<std::int32_t>(place.const_data_ptr<std::int64_t>()[i]);
            }
            if (kept.defined()) {
                const float* from = kept.const_data_ptr<float>() + static_cast<std::int64_t>(i) * kept.size(1);
                out.legalP.insert(out.legalP.end(), from, from + kept.size(1));
            }
        }
    }
    const at::Tensor illegal = ((sum - mass) / sum).clamp(0, 1).to(at::kCPU).contiguous();
    for (std::size_t i = 0; i < rows.size(); ++i)
        wanted[static_cast<std::size_t>(rows[i])].out->illegalMass = illegal.const_data_ptr<double>()[i];
}

/// Fills the predictions of some rows from their logits [rows, V].
void fillRows(const at::Tensor& logits, std::span<Wanted> wanted, BatchLegalSets& sets) {
    std::vector<std::int64_t> truth, predicted;
    std::map<const LegalSet*, std::vector<std::int64_t>> groups;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Prediction& out = *wanted[i].out;
        const LegalSet& legal = sets.of(*wanted[i].run->sequence, wanted[i].token);
        groups[&legal].push_back(static_cast<std::int64_t>(i));
        out.token = wanted[i].token;
        out.trueId = wanted[i].run->sequence->id(wanted[i].token);
        out.legal = legal;
        truth.push_back(std::clamp<std::int64_t>(out.trueId, 0, logits.size(1) - 1));
    }
    const Table table(logits);
    const at::Tensor weighted = (table.weight * (logits - table.top)).sum(1, true, at::kDouble);
    const at::Tensor entropy = (table.sum.log() - weighted / table.sum).to(at::kCPU).contiguous();
    const at::Tensor own = logits.gather(1, at::tensor(truth, at::kLong).to(logits.device()).unsqueeze(1));
    const at::Tensor rank = logits.gt(own).sum(1).to(at::kCPU), logTrue = table.logP(truth);
    for (const auto& [legal, rows] : groups)
        addLegal(table, *legal, rows, wanted);
    for (const Wanted& want : wanted)
        predicted.push_back(std::max(0, want.out->predictedId));
    const at::Tensor logPredicted = table.logP(predicted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Prediction& out = *wanted[i].out;
        out.entropy = entropy.const_data_ptr<double>()[i];
        out.crossEntropy = -logTrue.const_data_ptr<double>()[i];
        out.pTrue = std::exp(-out.crossEntropy);
        out.pPredicted = std::exp(logPredicted.const_data_ptr<double>()[i]);
        out.rankTrue = 1 + static_cast<std::int32_t>(rank.const_data_ptr<std::int64_t>()[i]);
    }
}

/// Window numbers from long to short, in groups of one pass each.
std::vector<std::vector<std::size_t>> passes(std::span<const WindowRun> windows, const Settings& settings) {
    std::vector<std::size_t> order(windows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return tokensIn(windows[a]) > tokensIn(windows[b]); });
    const bool relative = settings.pos_sequence == Settings::PosSequence::XlRelative; // its scores are held
    std::vector<std::vector<std::size_t>> out;
    std::size_t tokens = 0, longest = 0;
    for (const std::size_t w : order) {
        const std::size_t own = tokensIn(windows[w]);
        const std::size_t scores = relative && !out.empty() ? (out.back().size() + 1) * longest * longest *
                                                                  static_cast<std::size_t>(settings.heads)
                                                            : 0;
        if (out.empty() || tokens + own > tokensOfPass || scores > scoresOfPass) {
            out.emplace_back();
            tokens = 0;
            longest = own;
        }
        out.back().push_back(w);
        tokens += own;
    }
    return out;
}

} // namespace

Result<void> GatoPolicy::predictPass(std::span<const WindowRun> windows, std::span<const std::size_t> chosen,
                                     std::vector<std::vector<Prediction>>& out) const {
    auto pack = packWindows(windows, chosen, network_.settings());
    if (!pack)
        return fail(pack);
    pack->input.pixels = pack->input.pixels.to(dtype_);
    const at::Tensor x = network_.packedHidden(onDevice(pack->input, device_), {}); // [N, d]
    std::vector<Wanted> wanted;
    for (std::size_t b = 0; b < chosen.size(); ++b) {
        const WindowRun& run = windows[chosen[b]];
        const std::size_t first = run.sequence->firstOf(run.window.beginStep);
        out[chosen[b]].resize(run.predict.size());
        for (std::size_t i = 0; i < run.predict.size(); ++i)
            wanted.push_back({&run, run.predict[i],
                              pack->first[b] + static_cast<std::int64_t>(run.predict[i] - first) - 1,
                              &out[chosen[b]][i]});
    }
    const auto together =
        static_cast<std::size_t>(std::max<std::int64_t>(16, logitsTogether / vocabulary(network_.settings()).size));
    BatchLegalSets sets;
    for (std::size_t begin = 0; begin < wanted.size(); begin += together) {
        const std::span<Wanted> part = std::span(wanted).subspan(begin, std::min(together, wanted.size() - begin));
        std::vector<std::int64_t> rows;
        for (const Wanted& want : part)
            rows.push_back(want.row);
        const at::Tensor states = x.index_select(0, at::tensor(rows, at::kLong).to(x.device()));
        fillRows(network_.logits(network_.finalNorm(states)).to(at::kFloat), part, sets);
        for (const Wanted& want : part)
            if (!std::isfinite(want.out->entropy))
                return notFinite();
    }
    return {};
}

Result<std::vector<std::vector<Prediction>>> GatoPolicy::runMany(std::span<const WindowRun> windows,
                                                                 const Progress& progress) const {
    return guarded(info_.path, [&]() -> Result<std::vector<std::vector<Prediction>>> {
        for (const WindowRun& run : windows)
            if (auto fit = fits(*run.sequence, run.window); !fit)
                return fail(fit);
        const at::NoGradGuard plain;
        std::vector<std::vector<Prediction>> out(windows.size());
        const auto groups = passes(windows, network_.settings());
        for (std::size_t g = 0; g < groups.size(); ++g) {
            if (!report(progress, static_cast<double>(g) / static_cast<double>(groups.size())))
                return fail(ErrorKind::Cancelled, "The run was stopped.");
            if (auto done = predictPass(windows, groups[g], out); !done)
                return fail(done);
        }
        return out;
    });
}

} // namespace gatoscope
