// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/predict_rows.h"

#include "core/tokens/tokenizer.h"

namespace gatoscope {

namespace {

/// The value an id stands for, in the channel's units; text and separators have none.
void writeValue(TableWriter& table, const TokenSequence& sequence, const Token& token, std::int32_t id) {
    const bool number = token.channel >= 0 && token.kind != Kind::Text && token.kind != Kind::TextAction;
    if (!number)
        return table.empty();
    const auto value = decodeId(id, sequence.channels()[static_cast<std::size_t>(token.channel)].map,
                                static_cast<std::size_t>(token.element), isAction(token.kind), sequence.settings());
    if (value)
        table.number(value->value);
    else
        table.empty();
}

} // namespace

std::vector<TableColumn> predictColumns() {
    return {{"episode", CellType::Int64},
            {"step", CellType::Int64},
            {"channel", CellType::Text},
            {"element", CellType::Int32},
            {"kind", CellType::Text},
            {"true_id", CellType::Int32},
            {"predicted_id", CellType::Int32},
            {"true_value", CellType::Float64},
            {"predicted_value", CellType::Float64},
            {"p_true", CellType::Float64},
            {"p_predicted", CellType::Float64},
            {"rank_true", CellType::Int32},
            {"entropy", CellType::Float64},
            {"cross_entropy", CellType::Float64},
            {"illegal_mass", CellType::Float64}};
}

Result<void> writePrediction(TableWriter& table, const TokenSequence& sequence, std::int64_t episode,
                             const Prediction& p, std::int32_t predictedId) {
    const Token token = sequence.at(p.token);
    table.integer(episode);
    table.integer(token.step);
    if (token.channel < 0) {
        table.empty();
        table.empty();
    } else {
        table.text(sequence.channels()[static_cast<std::size_t>(token.channel)].map.key);
        table.integer(token.element);
    }
    table.text(name(token.kind));
    table.integer(p.trueId);
    table.integer(predictedId);
    const bool text = token.kind == Kind::Text || token.kind == Kind::TextAction || token.channel < 0;
    table.numberText(text ? std::string() : sequence.rawText(p.token));
    writeValue(table, sequence, token, predictedId);
    table.number(p.pTrue);
    table.number(p.pPredicted);
    table.integer(p.rankTrue);
    table.number(p.entropy);
    table.number(p.crossEntropy);
    table.number(p.illegalMass);
    return table.endRow();
}

} // namespace gatoscope
