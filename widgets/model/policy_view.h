// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockModel: the open model's modules and parameters, the values of one, its settings and how it was trained.
#include <memory>

#include <QString>
#include <QWidget>

#include "core/trace/policy.h"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTabWidget;
class QTreeView;
class QTreeWidget;

namespace gatoscope {

class ParameterTree;
class ValueHistogram;

class PolicyView : public QWidget {
    Q_OBJECT
public:
    explicit PolicyView(QWidget* parent = nullptr);

    void setPolicy(std::shared_ptr<const Policy> policy); // null: no model
    QWidget* titleWidget();                               // the total; made once
    /// Answers to histogramRequested; one for another parameter than the chosen one is dropped.
    void showHistogram(const QString& parameter, const ParameterHistogram& histogram);
    void showHistogramError(const QString& parameter, const QString& why);
    QString parameter() const; // chosen; "" = none

Q_SIGNALS:
    void histogramRequested(const QString& parameter);

private:
    void chosen();
    void fillRun(const PolicyInfo& info);
    void fillSettings(const PolicyInfo& info);

    std::shared_ptr<const Policy> m_policy;
    ParameterTree* m_parameters;
    QSortFilterProxyModel* m_found;
    QLineEdit* m_find;
    QTreeView* m_tree;
    QTabWidget* m_tabs;
    ValueHistogram* m_values;
    QTreeWidget* m_run;
    QTreeWidget* m_settings;
    QWidget* m_body;
    QLabel* m_empty;
    QLabel* m_total = nullptr;
};

} // namespace gatoscope
