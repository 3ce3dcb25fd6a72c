"""Column names in the words of the screens, for histories."""

from __future__ import annotations

TABLE_LABELS: dict[str, str] = {
    "office": "单位设置", "account": "账户", "setting": "设置", "unit": "单位", "person": "人员", "case": "案件",
    "decision": "处分决定", "measure": "处分", "announcement": "公开宣布", "execution_item": "执行事项",
    "tolerance_review": "容错审查", "review_person": "涉及人员", "review_evidence": "证据", "correction_check": "纠错检查",
    "list_version": "容错清单版本", "enquiry": "征求意见函", "enquiry_person": "函内人员", "review_enquiry": "关联的征求意见函", "dossier": "回访档案", "mentor": "帮带人", "team_member": "回访小组",
    "appeal": "复审复核申诉", "annual_record": "年度情况", "mentor_note": "帮教记录",
    "visit": "回访", "assessment": "期满考核", "month": "月报", "attachment": "附件",
}  # fmt: skip

CODE_LISTS: dict[str, str] = {
    "sex": "sex", "politics": "politics", "ethnicity": "ethnicity", "education": "education", "rank": "rank",
    "rank_level": "rank_level", "management": "management", "object_kind": "object_kind", "delegate": "delegate",
    "source": "source", "violations": "violation", "eight_rules": "eight_rules", "issuer": "issuer",
    "review_kind": "review_kind", "exemption": "exemption", "category": "dossier_category",
    "excluded": "visit_exclusion", "excuse": "visit_excuse", "evaluation": "visit_grade", "effect": "visit_effect",
    "result": "assessment_grade", "use": "assessment_use", "parts": "dossier_part", "way_in": "tolerance_way_in",
    "conclusion": "tolerance_conclusion", "unit.level": "unit_level", "unit.kind": "unit_kind",
    "execution_item.kind": "execution_item", "visit.kind": "visit_kind", "visit.way": "visit_way", "signed": "visit_sign",
    "team_member.role": "team_role", "appeal.kind": "appeal_kind", "appeal.result": "appeal_result",
    "annual_record.grade": "annual_grade", "mentor_note.way": "note_way", "mentor_note.thought": "note_thought",
    "scope": "announce_scope", "retention": "retention", "matter_kind": "matter_kind", "applicant_kind": "applicant_kind",
    "review_evidence.kind": "evidence_kind", "feedback_way": "feedback_way", "objection_result": "objection_result",
    "clarify": "clarify_need", "clarify_ways": "clarify_way", "correction_check.result": "check_result",
    "purpose": "enquiry_purpose", "enquiry_person.conclusion": "enquiry_reply", "proposed": "enquiry_reply",
    "enquiry_person.source": "name_source", "matched": "name_match", "earlier_conclusion": "tolerance_conclusion",
}  # fmt: skip
"""Columns that hold codes, by 'table.column' or column, and the list that names them."""

YES_NO = frozenset(
    {"retired", "suspected_crime", "part_report", "part_reading", "part_criticism", "part_statement", "counselling",
     "enabled", "person_present", "new_violation", "slack", "clarify_joint"}
)  # fmt: skip
"""Columns that hold yes or no."""

OWN_LABELS: dict[str, str] = {
    "person.name": "姓名", "unit.name": "单位名称", "measure.code": "种类", "case.number": "案号",
    "announcement.held_on": "宣布日期", "visit.held_on": "回访日期", "assessment.held_on": "考核日期",
    "tolerance_review.filed_on": "备案日期", "tolerance_review.unit_opinion": "单位党组织意见",
    "execution_item.kind": "事项", "list_version.name": "名称", "review_person.role": "在事项中的责任",
    "review_person.note": "备注", "correction_check.result": "检查结果", "correction_check.found": "检查情况",
    "enquiry_person.name": "姓名", "enquiry.limit_on": "来函要求日期", "enquiry_person.source": "来源", "review_evidence.number": "证据序号",
}  # fmt: skip
"""Where the plain label of a column would not say enough."""

FIELD_LABELS: dict[str, str] = {
    "name": "名称", "display_name": "使用人", "role": "角色", "enabled": "启用", "id_number": "身份证号", "sex": "性别",
    "birth": "出生日期", "ethnicity": "民族", "politics": "政治面貌", "education": "学历", "post": "职务", "rank": "职级",
    "rank_level": "职级层次", "management": "管理权限", "object_kind": "监察对象类别", "retired": "已退休",
    "delegate": "代表委员", "phone": "电话", "note": "备注", "level": "层级", "kind": "种类", "party_head": "党组织负责人",
    "number": "编号", "source": "来源", "filed_on": "立案日期", "violations": "违纪违法类型", "eight_rules": "八项规定问题",
    "facts": "案情", "amount": "涉案金额", "suspected_crime": "涉嫌犯罪", "transferred_on": "移送日期",
    "handler": "承办人", "issuer": "决定机关", "document_number": "文号", "decided_on": "决定日期",
    "issued_on": "制发日期", "delivered_on": "送达日期", "code": "编码", "months": "期限（月）",
    "official_end_on": "载明截止日期", "override_reason": "理由", "extended_on": "延长日期", "restored_on": "恢复权利日期",
    "revoked_on": "撤销日期", "planned_on": "计划日期", "held_on": "日期", "place": "地点", "announcer": "宣布人",
    "chair": "主持人", "part_report": "通报案情", "part_reading": "宣布决定", "part_criticism": "批评与自我批评",
    "part_statement": "主要负责人表态", "attendance": "参会人数", "speakers": "发言人", "leader": "表态人",
    "statement": "表态或认定内容", "minutes": "会议记录", "exemption": "豁免类型", "exemption_reason": "豁免理由",
    "exemption_approver": "批准人", "exempted_on": "批准日期", "postponed_reason": "推迟理由", "done_on": "办结日期",
    "done_by": "办理人", "evidence": "依据材料", "not_applicable": "不适用原因", "extended_to": "延期至",
    "extension_approver": "延期批准人", "way_in": "启动方式", "matter": "容错事项", "applied_on": "申请日期",
    "accepted_on": "受理日期", "acceptance_refused": "不予受理理由", "verified_on": "核实日期", "concluded_on": "认定日期",
    "meeting": "集体研究会议", "distinctions": "三个区分", "factors": "认定因素", "positive": "正面清单",
    "negative": "负面清单", "exclusions": "不予容错情形", "conclusion": "结论", "handling_before": "拟作处理",
    "handling_after": "最终处理", "feedback_on": "向本人反馈日期", "correction": "纠错措施", "correction_owner": "整改责任人",
    "correction_due": "整改期限", "correction_done": "整改完成", "enquiry": "廉政意见影响", "opened_on": "建档日期",
    "closed_on": "结档日期", "category": "分类", "category_on": "分类日期", "excluded": "不列入应回访", "excluded_reason": "不列入原因",
    "excluded_on": "不列入日期", "parts": "档案材料", "plan": "回访方案", "appointed_on": "指定日期",
    "appointed_by": "指定机关", "ended_on": "结束日期", "end_reason": "结束原因", "joined_on": "加入日期",
    "left_on": "退出日期", "ordinal": "次序", "way": "方式", "moved_reason": "改期理由", "start_time": "开始时间",
    "end_time": "结束时间", "talkers": "谈话人", "recorder": "记录人", "participants": "参加人", "outline": "谈话内容",
    "side_head": "单位负责人意见", "side_members": "群众代表意见", "side_family": "家属意见", "side_poll": "民主测评",
    "evaluation": "评价等次", "effect": "认识情况", "counselling": "需心理疏导", "follow_up": "跟踪事项",
    "follow_up_due": "跟踪期限", "follow_up_done": "跟踪完成", "excuse": "未访原因", "excuse_reason": "未访情况",
    "mentor_opinion": "帮带人意见", "unit_opinion": "单位意见", "poll_good": "“好”票数", "poll_fairly": "“较好”票数",
    "poll_fair": "“一般”票数", "poll_poor": "“较差”票数", "visits_summary": "回访情况", "appraisals": "年度考核",
    "complaints": "新的问题反映", "result": "考核结果", "use": "结果运用", "forwarded_to": "抄送机关",
    "forwarded_on": "抄送日期", "assessors": "考核人", "state": "状态", "submission": "报送次数", "title": "标题",
    "file_name": "文件名", "part": "材料或批次", "counted_from": "起算日期", "limit_on": "办理期限", "details": "办理细目", "scope": "宣布范围",
    "notice": "会议通知", "notice_on": "通知日期", "reporter": "通报人", "reader": "宣读人", "expected": "应到人数",
    "person_present": "本人到会", "person_statement": "本人检讨表态", "archived_on": "归档日期", "archive_number": "档号",
    "archive_pages": "页数", "retention": "保管期限", "part_notes": "纸质材料说明", "position": "次序", "visitor": "回访人", "group_key": "集体回访", "counselling_note": "疏导情况",
    "follow_up_owner": "跟踪责任人", "follow_up_result": "跟踪结果", "signed": "签名", "new_violation": "期内再违纪", "slack": "消极怠工",
    "consequence": "处理措施", "consequence_due": "处理期限", "consequence_done": "处理完成", "grounds": "申请理由",
    "refused_reason": "不予受理理由", "result_number": "决定文号", "result_text": "决定内容", "year": "年度", "grade": "考核等次",
    "graded_on": "确定日期", "honours": "评先评优", "promotion": "提拔晋升", "bonus": "奖金", "noted_on": "记录日期",
    "content": "内容", "thought": "思想状况", "help": "帮助解决", "recorded_by": "记录人", "matter_kind": "事项类别", "applicant_kind": "申请主体", "applicant": "申请人",
    "accountability_organ": "责任追究机关", "accountability_on": "责任追究启动日期", "clue": "问题线索",
    "basis_documents": "依据文件", "decision_process": "决策程序", "consequences": "造成后果", "remedy": "补救情况",
    "happened_on": "失误发生日期", "acceptance_refused_on": "不予受理日期",
    "extension_reason": "延期理由", "extension_approved_on": "延期批准日期", "verifiers": "核实人", "verification": "核实情况",
    "studied_on": "集体研究日期", "study_expected": "应到人数", "study_present": "实到人数", "votes_for": "同意票",
    "votes_against": "不同意票", "votes_abstained": "弃权票", "study_minutes": "研究记录", "before_code": "拟作处理种类",
    "after_code": "最终处理种类", "effects": "结果运用", "feedback_way": "反馈方式", "feedback_organ_on": "向党组织反馈日期",
    "feedback_organ": "反馈党组织", "person_opinion": "本人意见", "filed_with": "备案机关",
    "copied_to": "抄送机关", "objected_on": "异议日期", "objected_by": "异议人", "objection": "异议内容",
    "objection_result": "异议处理结果", "objection_answered_on": "答复日期", "objection_answer": "答复内容",
    "earlier_conclusion": "原结论", "earlier_concluded_on": "原认定日期",
    "earlier_studied_on": "原集体研究日期", "earlier_feedback_on": "原反馈日期", "earlier_filed_on": "原备案日期", "correction_number": "纠错通知文号", "correction_ordered_on": "纠错通知日期",
    "correction_result": "整改结果", "list_version_id": "容错清单版本", "clarify": "澄清正名", "clarify_ways": "澄清方式", "clarify_joint": "跨部门澄清",
    "clarify_told_on": "告知日期", "clarified_on": "澄清日期", "clarify_number": "澄清函文号", "clarify_scope": "澄清范围",
    "told_on": "告知日期", "obtained_on": "取得日期", "pages": "页数", "checked_on": "检查日期", "checker": "检查人",
    "found": "检查情况", "next_on": "下次检查日期", "valid_from": "施行日期", "valid_to": "停用日期", "origin": "来源",
    "organ": "来函机关", "letter_number": "来函文号", "letter_on": "来函日期", "received_on": "收函日期", "purpose": "事由",
    "due_on": "回复期限", "reply_number": "复函文号", "reply_on": "复函日期", "reply_text": "复函正文", "signer": "签发人",
    "birth_month": "出生年月", "unit_text": "单位", "proposed_post": "拟任职务", "removed_post": "拟免职务",
    "matched": "比对结果", "matched_by": "比对人", "proposed": "建议结论", "reasons": "建议理由",
    "conclusion_reason": "结论理由", "decided_by": "认定人", "unit_name": "单位名称", "unit_code": "单位代码", "end_rule": "届满日算法", "deleted_at": "删除时间",
}  # fmt: skip
