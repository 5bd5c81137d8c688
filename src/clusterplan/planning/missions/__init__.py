"""Mission records: who does what until when, with which means, and what is not known yet; out to sheets and back."""

from clusterplan.planning.missions.gather import missions_of
from clusterplan.planning.missions.records import FieldStatus, FollowedFocus, MissionField, MissionRecord, Missions
from clusterplan.planning.missions.sheets import read_missions, write_missions

__all__ = [
    "FieldStatus",
    "FollowedFocus",
    "MissionField",
    "MissionRecord",
    "Missions",
    "missions_of",
    "read_missions",
    "write_missions",
]
