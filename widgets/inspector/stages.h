// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The chains of the kinds of token, used by provenanceOf() alone.
#include "widgets/inspector/provenance.h"

namespace gatoscope {

StageValue stageNumber(double value, const QString& shown);
StageValue stageText(const QString& text);
Stage channelStage(const TokenSequence& tokens, const Token& token);

void addTextStages(Provenance& p, const TokenSequence& tokens);
void addPatchStages(Provenance& p, const TokenSequence& tokens);
void addDiscreteStages(Provenance& p, const TokenSequence& tokens);
void addContinuousStages(Provenance& p, const TokenSequence& tokens);
void addSeparatorStages(Provenance& p, const TokenSequence& tokens);

} // namespace gatoscope
