// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/parameter_table.h"

#include <functional>
#include <numeric>

#include "core/tokens/vocabulary.h"

namespace gatoscope {

namespace {

using Start = ParameterSpec::Start;

struct Table {
    std::vector<ParameterSpec> rows;

    void add(std::string name, std::vector<std::int64_t> shape, Start start, bool decayed = false) {
        rows.push_back({std::move(name), std::move(shape), start, decayed});
    }
    void linear(const std::string& name, std::int64_t out, std::int64_t in, Start start = Start::Normal) {
        add(name + ".weight", {out, in}, start, true);
        add(name + ".bias", {out}, Start::Zero);
    }
    void conv(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t side) {
        add(name + ".weight", {out, in, side, side}, Start::Normal, true);
        add(name + ".bias", {out}, Start::Zero);
    }
    void norm(const std::string& name, std::int64_t width) {
        add(name + ".weight", {width}, Start::One);
        add(name + ".bias", {width}, Start::Zero);
    }
};

void addImage(Table& table, const Settings& s) {
    const std::int64_t pixels = static_cast<std::int64_t>(s.patch) * s.patch;
    if (s.image_block == Settings::ImageBlock::Neko) {
        table.conv("embed.image.conv1", s.image_mid, 3, 3);
        table.norm("embed.image.norm", s.image_mid);
        table.conv("embed.image.conv2", 3, s.image_mid, 3);
        table.linear("embed.image.proj", s.width, 3 * pixels);
        return;
    }
    table.conv("embed.image.stem", 64, 4, 1);
    table.norm("embed.image.norm1", 64);
    table.conv("embed.image.conv1", 64, 64, 3);
    table.norm("embed.image.norm2", 64);
    table.conv("embed.image.conv2", 64, 64, 3);
    table.linear("embed.image.proj", s.width, 64 * pixels);
}

void addEmbedding(Table& table, const Settings& s) {
    const std::int64_t vocab = vocabulary(s).size, width = s.width;
    if (s.action_pos == Settings::ActionPos::Shared)
        table.add("embed.action", {width}, Start::Normal);
    table.add("embed.tokens.weight", {vocab, s.factor_dim > 0 ? s.factor_dim : width}, Start::Normal, true);
    if (s.factor_dim > 0)
        table.add("embed.factor.weight", {width, s.factor_dim}, Start::Normal, true);
    table.add("embed.row.weight", {s.patch_pos, width}, Start::Normal);
    table.add("embed.column.weight", {s.patch_pos, width}, Start::Normal);
    table.add("embed.local.weight", {s.local_pos, width}, Start::Normal);
    addImage(table, s);
    if (s.pos_sequence == Settings::PosSequence::Absolute)
        table.add("embed.position.weight", {s.context, width}, Start::Normal);
}

void addBlock(Table& table, const Settings& s, int layer) {
    const std::string block = "blocks." + std::to_string(layer) + ".";
    const std::int64_t width = s.width, ff = s.ffn_dim;
    table.norm(block + "norm1", width);
    for (const char* part : {"q", "k", "v"})
        table.linear(block + "attn." + part, width, width);
    table.linear(block + "attn.o", width, width, Start::Residual);
    if (s.pos_sequence == Settings::PosSequence::XlRelative) {
        table.add(block + "attn.rel.weight", {width, width}, Start::Normal, true);
        table.add(block + "attn.rel_u", {s.heads, width / s.heads}, Start::Zero); // biases: not decayed (16.27)
        table.add(block + "attn.rel_v", {s.heads, width / s.heads}, Start::Zero);
    }
    table.norm(block + "norm2", width);
    table.linear(block + "ffn.up", s.ffn == Settings::Ffn::GegluFull ? 2 * ff : ff, width);
    table.linear(block + "ffn.down", width, s.ffn == Settings::Ffn::GegluSplit ? ff / 2 : ff, Start::Residual);
}

} // namespace

std::int64_t ParameterSpec::count() const {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::vector<ParameterSpec> parameterTable(const Settings& settings) {
    Table table;
    addEmbedding(table, settings);
    for (int layer = 0; layer < settings.layers; ++layer)
        addBlock(table, settings, layer);
    table.norm("final_norm", settings.width);
    if (!settings.tied_head)
        table.add("head.weight", {vocabulary(settings).size, settings.width}, Start::Normal, true);
    return table.rows;
}

Result<void> validateModel(const Settings& s) {
    auto wrong = [](const std::string& text) { return fail(ErrorKind::Invalid, text, "model settings"); };
    if (s.layers < 1 || s.width < 1 || s.heads < 1 || s.ffn_dim < 1)
        return wrong("layers, width, heads and ffn_dim must be positive.");
    if (s.layers > 1024 || s.width > 65536 || s.ffn_dim > 1 << 20)
        return wrong("layers, width or ffn_dim is larger than any model that can be run.");
    if (s.width % s.heads != 0)
        return wrong("width " + std::to_string(s.width) + " cannot be divided among " + std::to_string(s.heads) +
                     " heads.");
    if (s.ffn == Settings::Ffn::GegluSplit && s.ffn_dim % 2 != 0)
        return wrong("ffn geglu_split needs an even ffn_dim; found " + std::to_string(s.ffn_dim) + ".");
    const int channels = s.image_block == Settings::ImageBlock::Neko ? s.image_mid : 64;
    if (s.image_groups < 1 || channels % s.image_groups != 0)
        return wrong("image_mid " + std::to_string(channels) + " is no multiple of image_groups " +
                     std::to_string(s.image_groups) + ".");
    if (s.factor_dim < 0)
        return wrong("factor_dim must be 0 or positive.");
    if (s.pos_sequence == Settings::PosSequence::XlRelative && s.width % 2 != 0)
        return wrong("xl_relative needs an even width.");
    return {};
}

} // namespace gatoscope
