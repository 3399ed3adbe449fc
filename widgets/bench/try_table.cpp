// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/try_table.h"

#include "core/tokens/vocabulary.h"
#include "widgets/bench/bench.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace gatoscope {

TryTable::TryTable(Bench* bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_value(new QLineEdit), m_as(new QComboBox), m_table(new QTableWidget),
      m_note(new QLabel) {
    m_value->setObjectName(QStringLiteral("tryValueEdit"));
    m_value->setAccessibleName(tr("Value to try"));
    m_value->setFont(monoFont());
    m_value->setPlaceholderText(tr("a number, inf"));
    m_as->addItems({tr("observation"), tr("action")});
    m_as->setAccessibleName(tr("As"));
    m_table->setObjectName(QStringLiteral("tryTable"));
    m_table->setAccessibleName(tr("Tried values"));
    m_table->setColumnCount(4);
    m_table->setHorizontalHeaderLabels({tr("x"), tr("Bin"), tr("Id"), tr("Decoded")});
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::RichText);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* top = new QHBoxLayout;
    top->addWidget(m_value, 1);
    top->addWidget(m_as);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_table);
    layout->addWidget(m_note);
    connect(m_value, &QLineEdit::textEdited, this, &TryTable::takeTyped);
    connect(m_as, &QComboBox::currentIndexChanged, this, &TryTable::takeTyped);
    connect(bench, &Bench::draftChanged, this, &TryTable::fill);
    connect(bench, &Bench::triedChanged, this, &TryTable::fill);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, &TryTable::fill);
    m_value->setText(QStringLiteral("0.5"));
    fill();
}

void TryTable::takeTyped() {
    bool ok = false;
    const double value = plainText(m_value->text()).toDouble(&ok);
    m_bench->tryOut(ok ? value : std::nan(""), m_as->currentIndex() == 1);
}

void TryTable::fill() {
    const double tried = m_bench->triedValue();
    std::vector<double> values{-1, -0.5, 0, 0.5, 1};
    if (!std::isnan(tried) && std::find(values.begin(), values.end(), tried) == values.end()) {
        values.insert(std::upper_bound(values.begin(), values.end(), tried), tried);
    }
    m_table->setRowCount(static_cast<int>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
        setRow(static_cast<int>(i), values[i], values[i] == tried);
    m_table->setFixedHeight(static_cast<int>(values.size()) * 22 + m_table->horizontalHeader()->sizeHint().height() +
                            2);
    if (!m_value->hasFocus() && !std::isnan(tried))
        m_value->setText(formatNumber(tried));
    const QSignalBlocker quiet(m_as);
    m_as->setCurrentIndex(m_bench->triedAction() ? 1 : 0);

    const Settings& settings = m_bench->draft();
    const Vocabulary ids = vocabulary(settings);
    const QString ink = colors().of(Tint::Action).ink.name();
    const QString range = tr("Separator <b>%1</b>; bins are ids %2…%3.")
                              .arg(ids.separator)
                              .arg(ids.continuousBegin)
                              .arg(ids.continuousEnd - 1);
    const QString actions =
        settings.compand_actions ? tr("Actions are companded too: ") : tr("Actions are not companded: ");
    const auto id = [&](double x) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(ink).arg(tryValue(x, true, settings).id);
    };
    m_note->setText(QStringLiteral("%1<br>%20.5 → %3, −1 → %4").arg(range, actions, id(0.5), id(-1)));
}

void TryTable::setRow(int row, double x, bool current) {
    const Colors& c = colors();
    const TriedValue tried = tryValue(x, m_bench->triedAction(), m_bench->draft());
    const QStringList texts{formatSigned(x, 5), QString::number(tried.bin), QString::number(tried.id),
                            formatSigned(tried.decoded, 4)};
    for (int column = 0; column < 4; ++column) {
        auto* item = new QTableWidgetItem(texts[column]);
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(monoFont());
        item->setForeground(tried.clipped && column == 1 ? c.error
                            : column == 2 ? c.of(m_bench->triedAction() ? Tint::Action : Tint::Continuous).ink
                                          : c.text1);
        if (tried.clipped)
            item->setToolTip(tr("Beyond the range: clipped"));
        if (current)
            item->setBackground(c.accentFill);
        m_table->setItem(row, column, item);
    }
}

} // namespace gatoscope
