// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The right side of the status bar: tokens in the window against the context, memory against its budget, latency.
#include <QWidget>

class QLabel;
class QProgressBar;

namespace gatoscope {

class StatusItems : public QWidget {
    Q_OBJECT
public:
    explicit StatusItems(QWidget* parent = nullptr);

    void setContext(qint64 tokens, qint64 context); // tokens -1: nothing is open
    void setMemory(qint64 bytes, qint64 budget);
    void setLatency(double milliseconds); // negative: none yet
    void setText(const QString& tokenizer);
    void setModel(const QString& model, const QString& device, double milliseconds); // "" = none, -1 = no time

private:
    QLabel* pair(const QString& name, const char* objectName);

    QLabel *context_, *memory_, *text_, *latency_, *device_, *model_;
    QProgressBar* bar_;
};

} // namespace gatoscope
