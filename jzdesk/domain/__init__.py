"""Values and rules of the trade: no Qt, no database, no files.

One word per idea, in the code as on the screens:
person 人员 · unit 单位 · case 案件 · decision 处分决定 · measure 处分/处理措施 · period 影响期/处分期 ·
announcement 公开宣布 · execution item 执行事项 · tolerance review 容错审查 · dossier 回访档案 · mentor 帮带人 ·
visit team 回访小组 · visit 回访 · assessment 期满考核 · enquiry/reply 征求意见函/廉政意见 · duty 应办事项 ·
form of handling 四种形态 · month 月报 · ledger 台账.
"""
